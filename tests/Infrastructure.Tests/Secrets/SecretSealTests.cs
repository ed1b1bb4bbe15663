using System.Security.Cryptography;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Secrets;

namespace CloudControl.Infrastructure.Tests.Secrets;

public sealed class SecretSealTests : IDisposable
{
    private const string Secret = "whsec_c2VjcmV0";
    private static readonly string OldKey = KeyOf(1);
    private static readonly string NewKey = KeyOf(2);
    private readonly string file = Path.GetTempFileName();
    private readonly WebhookId webhook = WebhookId.New();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void A_sealed_secret_opens_for_its_webhook_and_no_other()
    {
        var seal = With(OldKey);
        var stored = seal.Close(Secret, webhook);

        Assert.StartsWith(seal.CurrentPrefix!, stored, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", stored, StringComparison.Ordinal);
        Assert.Equal(Secret, seal.Open(stored, webhook));
        Assert.ThrowsAny<CryptographicException>(() => seal.Open(stored, WebhookId.New()));
    }

    [Fact]
    public void A_secret_that_was_changed_does_not_open()
    {
        var seal = With(OldKey);
        var box = Convert.FromBase64String(seal.Close(Secret, webhook)[seal.CurrentPrefix!.Length..]);
        for (var at = 0; at < box.Length; at++)
        {
            var changed = (byte[])box.Clone();
            changed[at] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => seal.Open(seal.CurrentPrefix + Convert.ToBase64String(changed), webhook));
        }

        Assert.ThrowsAny<CryptographicException>(() => seal.Open(seal.CurrentPrefix + Convert.ToBase64String(box[..20]), webhook));
    }

    [Fact]
    public void A_new_first_key_opens_nothing_old_but_the_file_does_and_seals_it_anew()
    {
        var old = With(OldKey).Close(Secret, webhook);

        var both = With($"# since today\n{NewKey}\n\n{OldKey}\n");
        Assert.Equal(Secret, both.Open(old, webhook));
        var renewed = both.Close(old, webhook);
        Assert.NotEqual(old, renewed);
        Assert.Equal(renewed, both.Close(renewed, webhook));

        var alone = With(NewKey);
        Assert.Equal(Secret, alone.Open(renewed, webhook));
        Assert.Null(alone.Open(old, webhook));
        Assert.Equal(old, alone.Close(old, webhook));
    }

    [Fact]
    public void Without_a_key_file_secrets_stay_as_they_are_and_with_one_open_ones_are_still_read()
    {
        Assert.Equal(Secret, SecretSeal.Of(null).Close(Secret, webhook));
        Assert.Equal(Secret, With(OldKey).Open(Secret, webhook));
        Assert.Null(SecretSeal.Of("").Open(With(OldKey).Close(Secret, webhook), webhook));
    }

    [Theory]
    [InlineData("", "1 to 20 keys")]
    [InlineData("# nothing but this", "1 to 20 keys")]
    [InlineData("c2hvcnQ=", "line 1")]
    [InlineData("# a word\nno base64", "line 2")]
    public void A_file_that_is_none_is_refused_without_showing_what_it_says(string text, string why)
    {
        var refused = Assert.Throws<FormatException>(() => With(text));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.DoesNotContain(line, refused.Message, StringComparison.Ordinal));
    }

    private static string KeyOf(byte fill) => Convert.ToBase64String(Enumerable.Repeat(fill, 32).ToArray());

    private SecretSeal With(string text)
    {
        File.WriteAllText(file, text);
        return SecretSeal.Of(file);
    }
}

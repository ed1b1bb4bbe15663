using CloudControl.Domain.Accounts;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Webhooks;
using FsCheck;
using FsCheck.Fluent;

namespace CloudControl.Infrastructure.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    private const string Body = """{"type":"scrub.completed","timestamp":"2026-03-01T12:00:00.000Z","data":{"extents":4}}""";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_772_366_400);

    [Fact]
    public void The_published_test_vector_of_Standard_Webhooks_comes_out()
    {
        var header = WebhookSignature.HeaderOf(
            "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), """{"test": 2432232314}""",
            ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]);

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", header);
    }

    [Fact]
    public void One_bit_changed_anywhere_is_refused()
    {
        var secret = NewWebhook().Secret;
        var header = WebhookSignature.HeaderOf("evt_1", Now, Body, [secret]);
        Assert.True(WebhookSignature.Verify("evt_1", Now, Body, header, secret));

        Prop.ForAll(Gen.Choose(0, (Body.Length * 7) - 1).ToArbitrary(), bit =>
            !WebhookSignature.Verify("evt_1", Now, WithBitFlipped(Body, bit), header, secret)).QuickCheckThrowOnFailure();
        Prop.ForAll(Gen.Choose(0, (header.Length * 7) - 1).ToArbitrary(), bit =>
            !WebhookSignature.Verify("evt_1", Now, Body, WithBitFlipped(header, bit), secret)).QuickCheckThrowOnFailure();
        Assert.False(WebhookSignature.Verify("evt_0", Now, Body, header, secret));
        Assert.False(WebhookSignature.Verify("evt_1", Now.AddSeconds(1), Body, header, secret));
    }

    [Fact]
    public void While_a_secret_is_rotated_both_sign_and_afterwards_only_the_new_one()
    {
        var webhook = NewWebhook();
        var former = webhook.Secret;
        var current = webhook.RotateSecret(Now);

        var during = WebhookSignature.HeaderOf("evt_1", Now, Body, webhook.SigningSecretsAt(Now));
        Assert.Equal(2, during.Split(' ').Length);
        Assert.True(WebhookSignature.Verify("evt_1", Now, Body, during, former));
        Assert.True(WebhookSignature.Verify("evt_1", Now, Body, during, current));

        var later = Now + Webhook.RotationOverlap;
        var after = WebhookSignature.HeaderOf("evt_1", later, Body, webhook.SigningSecretsAt(later));
        Assert.False(WebhookSignature.Verify("evt_1", later, Body, after, former));
        Assert.True(WebhookSignature.Verify("evt_1", later, Body, after, current));
    }

    [Fact]
    public void A_secret_without_its_prefix_signs_nothing() =>
        Assert.Throws<FormatException>(() => WebhookSignature.HeaderOf("evt_1", Now, Body, ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]));

    internal static Webhook NewWebhook() => Webhook.Register(AccountId.New(), "https://a.example/", [], Now);

    /// <summary>One of the seven bits of an ASCII character, so that the text stays text.</summary>
    internal static string WithBitFlipped(string text, int bit)
    {
        var characters = text.ToCharArray();
        characters[bit / 7] ^= (char)(1 << (bit % 7));
        return new string(characters);
    }
}

using CloudControl.Domain.Accounts;
using CloudControl.Domain.SshKeys;

namespace CloudControl.Domain.Tests.SshKeys;

public sealed class SshKeyTests
{
    private const string Ed25519 =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f somebody@example";

    // As `ssh-keygen -l -E md5` prints it.
    [Fact]
    public void A_fingerprint_is_the_md5_of_the_blob_in_pairs() => Assert.Equal("0f:a2:0a:d7:38:3e:65:45:08:6b:63:84:1c:ff:dc:ba", SshKey.FingerprintOf(Ed25519));

    [Fact]
    public void The_comment_and_a_trailing_newline_do_not_change_the_key()
    {
        var key = Register(Ed25519 + "\n");
        Assert.Equal(SshKey.FingerprintOf(Ed25519[..Ed25519.LastIndexOf(' ')]), key.Value!.Fingerprint);
        Assert.DoesNotContain('\n', key.Value.PublicKey);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ssh-ed25519")]
    [InlineData("ssh-ed25519 not-base64!")]
    [InlineData("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f")]
    [InlineData("ssh-ed25519 AAAA")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f a\nssh-rsa b")]
    public void What_is_no_public_key_is_refused(string line) => Assert.IsType<SshKeyUnreadable>(Register(line).Error);

    private static Result<SshKey> Register(string line) => SshKey.Register(new SshKeyId(1), AccountId.New(), "key", line, DateTimeOffset.UnixEpoch);
}

using CloudControl.Domain.SshKeys;

namespace CloudControl.Api.SshKeys;

/// <summary>A public key on the wire.</summary>
public sealed record SshKeyView(long Id, string Fingerprint, string PublicKey, string Name)
{
    public static SshKeyView Of(SshKey key) => new(key.Id.Value, key.Fingerprint, key.PublicKey, key.Name);
}

/// <summary>One key as every operation on it answers.</summary>
public sealed record SshKeyResponse(SshKeyView SshKey);

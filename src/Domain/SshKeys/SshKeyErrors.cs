namespace CloudControl.Domain.SshKeys;

public sealed record SshKeyUnreadable() : Error(ErrorFamily.Invalid, "Key invalid, key should be of the format `ssh-rsa AAAA...`");

public sealed record SshKeyInUse() : Error(ErrorFamily.Invalid, "SSH Key is already in use on your account");

public sealed record SshKeyNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");

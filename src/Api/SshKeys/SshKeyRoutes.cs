using CloudControl.Api.Http;

namespace CloudControl.Api.SshKeys;

/// <summary>SSH keys of an account: a path names one by id or by fingerprint.</summary>
public static class SshKeyRoutes
{
    public static void MapSshKeys(this IEndpointRouteBuilder v2)
    {
        var keys = v2.MapGroup("/account/keys").WithTags("SSH Keys").ScopedTo("ssh_key");
        keys.MapGet("", ListSshKeys.HandleAsync).Named("sshKeys_list", "List SSH keys");
        keys.MapPost("", CreateSshKey.HandleAsync).Named("sshKeys_create", "Register an SSH key");
        keys.MapGet("/{keyId}", GetSshKey.HandleAsync).Named("sshKeys_get", "Get an SSH key by id or fingerprint");
        keys.MapPut("/{keyId}", UpdateSshKey.HandleAsync).Named("sshKeys_update", "Rename an SSH key");
        keys.MapDelete("/{keyId}", DeleteSshKey.HandleAsync).Named("sshKeys_delete", "Delete an SSH key");
    }
}

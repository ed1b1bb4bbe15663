using System.Net;
using CloudControl.Api.Tests.SshKeys;

namespace CloudControl.Api.Tests.Contract.Life;

/// <summary>The account, its SSH keys, and what there is to choose from.</summary>
internal static class AccountLife
{
    public static async Task LiveAsync(TestApi api)
    {
        foreach (var path in new[] { "/v2/account", "/v2/regions", "/v2/sizes", "/v2/actions?per_page=1" })
        {
            await api.Client.Get(path).ShouldBeAsync(HttpStatusCode.OK);
        }

        var body = $$"""{"name": "laptop", "public_key": "{{PublicKeys.New()}}"}""";
        var key = (await api.Client.Post("/v2/account/keys", body).ShouldBeAsync(HttpStatusCode.Created))["ssh_key"]!;
        await api.Client.Post("/v2/account/keys", body).ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        await api.Client.Get("/v2/account/keys").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Get($"/v2/account/keys/{key["fingerprint"]}").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Put($"/v2/account/keys/{key["id"]}", """{"name": "desk"}""").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Delete($"/v2/account/keys/{key["id"]}").ShouldBeAsync(HttpStatusCode.NoContent);
    }
}

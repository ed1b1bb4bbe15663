using System.Net;

namespace CloudControl.Api.Tests.Contract.Life;

/// <summary>Private networks: a region's default, and one that is renamed and deleted.</summary>
internal static class VpcLife
{
    public static async Task LiveAsync(TestApi api)
    {
        const string Default = """{"name": "default", "region": "tor1", "ip_range": "10.20.0.0/16"}""";
        var standing = (await api.Client.Post("/v2/vpcs", Default).ShouldBeAsync(HttpStatusCode.Created))["vpc"]!;
        await api.Client.Post("/v2/vpcs", Default).ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        await api.Client.Delete($"/v2/vpcs/{standing["id"]}").ShouldBeAsync(HttpStatusCode.Forbidden);

        var vpc = (await api.Client.Post("/v2/vpcs", """{"name": "inner", "region": "tor1"}""").ShouldBeAsync(HttpStatusCode.Created))["vpc"]!;
        await api.Client.Get("/v2/vpcs").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Get($"/v2/vpcs/{vpc["id"]}").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Get($"/v2/vpcs/{vpc["id"]}/members").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Put($"/v2/vpcs/{vpc["id"]}", """{"name": "innermost"}""").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Send(HttpMethod.Patch, $"/v2/vpcs/{vpc["id"]}", """{"description": "the inner one"}""").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Delete($"/v2/vpcs/{vpc["id"]}").ShouldBeAsync(HttpStatusCode.NoContent);
    }
}

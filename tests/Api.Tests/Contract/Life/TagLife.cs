using System.Net;
using CloudControl.Api.Tests.Droplets;

namespace CloudControl.Api.Tests.Contract.Life;

/// <summary>A tag: made, put on a droplet, taken off it and deleted.</summary>
internal static class TagLife
{
    public static async Task LiveAsync(TestApi api)
    {
        var droplet = await api.ActiveDropletAsync("tagged");
        var resources = $$"""{"resources": [{"resource_id": "{{droplet}}", "resource_type": "droplet"}]}""";
        await api.Client.Post("/v2/tags", """{"name": "production"}""").ShouldBeAsync(HttpStatusCode.Created);
        await api.Client.Post("/v2/tags", """{"name": "production"}""").ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        await api.Client.Post("/v2/tags/production/resources", resources).ShouldBeAsync(HttpStatusCode.NoContent);
        await api.Client.Get("/v2/tags").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Get("/v2/tags/production").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Delete("/v2/tags/production/resources", resources).ShouldBeAsync(HttpStatusCode.NoContent);
        await api.Client.Delete("/v2/tags/production").ShouldBeAsync(HttpStatusCode.NoContent);
    }
}

using System.Net;

namespace CloudControl.Api.Tests.Projects;

public sealed class ProjectTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task There_are_none_and_Ansible_may_ask()
    {
        var body = await api.Client.Get("/v2/projects?page=1").ShouldBeAsync(HttpStatusCode.OK);

        Assert.Empty(body["projects"]!.AsArray());
        Assert.Equal(0, body["meta"]!["total"]!.GetValue<int>());
    }
}

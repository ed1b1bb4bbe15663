using System.Net;

namespace CloudControl.Api.Tests.Droplets;

public sealed class KernelTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task A_droplet_of_an_old_image_has_a_kernel_and_others_have_none()
    {
        var old = (await api.OrderOfAsync("ubuntu-14-04-x64"))!;
        var today = (await api.OrderOfAsync("debian-12-x64"))!;

        Assert.Equal("3.13.0-24-generic", old["kernel"]!["version"]!.GetValue<string>());
        Assert.Null(today["kernel"]);
        var kernels = await api.Client.Get($"/v2/droplets/{old["id"]}/kernels").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal(old["kernel"]!.ToJsonString(), Assert.Single(kernels["kernels"]!.AsArray())!.ToJsonString());
        var shown = await api.Client.Get($"/v2/droplets/{old["id"]}").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal(old["kernel"]!.ToJsonString(), shown["droplet"]!["kernel"]!.ToJsonString());
    }

    [Fact]
    public async Task An_image_says_what_it_holds_and_only_the_blank_one_holds_nothing()
    {
        var images = await api.Client.Get("/v2/images?per_page=200").ShouldBeAsync(HttpStatusCode.OK);

        Assert.All(images["images"]!.AsArray(), image => Assert.Equal(
            image!["slug"]?.GetValue<string>() == "blank", image["size_gigabytes"]!.GetValue<decimal>() == 0));
    }
}

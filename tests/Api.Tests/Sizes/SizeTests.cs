using System.Globalization;
using System.Net;

namespace CloudControl.Api.Tests.Sizes;

public sealed class SizeTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task Prices_are_floats_with_the_digits_clients_compare()
    {
        var body = await api.Client.Get("/v2/sizes").ShouldBeAsync(HttpStatusCode.OK);

        var size = body["sizes"]!.AsArray().Single(s => s!["slug"]!.GetValue<string>() == "s-1vcpu-1gb")!;
        Assert.Equal("6.0", size["price_monthly"]!.ToJsonString());       // fog wants a Float
        Assert.Equal("0.00893", size["price_hourly"]!.ToJsonString());    // Terraform's own tests
        Assert.Equal("1.0", size["transfer"]!.ToJsonString());
        Assert.Contains("nyc3", size["regions"]!.AsArray().Select(r => r!.GetValue<string>()));
        Assert.All(body["sizes"]!.AsArray(), s => Assert.True(decimal.Parse(s!["price_monthly"]!.ToJsonString(), CultureInfo.InvariantCulture) > 0));
    }
}

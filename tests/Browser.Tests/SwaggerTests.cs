using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CloudControl.Browser.Tests;

public sealed class SwaggerTests(BrowsedCloud cloud) : IClassFixture<BrowsedCloud>
{
    [Fact]
    public async Task A_stranger_authorizes_and_tries_out_an_order()
    {
        await using var watched = await cloud.OpenPageAsync(height: 1200);
        var page = watched.Page;
        await page.GotoAsync("/swagger");

        await page.Locator(".auth-wrapper .authorize").ClickAsync();
        await page.Locator(".auth-container input").FillAsync(cloud.Token);
        await page.Locator(".auth-btn-wrapper .authorize").ClickAsync();
        await page.Locator(".auth-btn-wrapper .btn-done").ClickAsync();

        // As it is offered: the example is an order that works.
        var create = page.Locator(".opblock-post").Filter(new LocatorFilterOptions { Has = page.Locator("[data-path='/v2/droplets']") });
        await create.Locator(".opblock-summary-control").ClickAsync();
        await create.Locator(".try-out__btn").ClickAsync();
        await create.Locator(".execute").ClickAsync();

        await Expect(create.Locator(".live-responses-table .response-col_status").Last).ToContainTextAsync("202");
        await Expect(create.Locator(".live-responses-table .response-col_description").Last).ToContainTextAsync("\"rel\": \"create\"");
        await create.Locator(".live-responses-table").ScrollIntoViewIfNeededAsync();
        await watched.SaveScreenshotAsync("swagger-created");
        Assert.Empty(watched.Complaints);
    }
}

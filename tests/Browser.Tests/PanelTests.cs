using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CloudControl.Browser.Tests;

public sealed class PanelTests(BrowsedCloud cloud) : IClassFixture<BrowsedCloud>
{
    [Fact]
    public async Task A_droplet_lives_and_its_disk_is_scrubbed_before_ones_eyes()
    {
        await using var watched = await cloud.OpenPageAsync(height: 1300);
        var page = watched.Page;
        await SignInAsync(page);
        var map = page.Locator(".host canvas");
        await Expect(map).ToHaveAttributeAsync("aria-label", new Regex($"^Map of .* extents of {BrowsedCloud.HostName}"));
        var before = (await map.GetAttributeAsync("aria-label"))!;
        await CreateAsync(page, "web-1");
        await Expect(map).Not.ToHaveAttributeAsync("aria-label", before);
        await watched.SaveScreenshotAsync("panel-active");

        await page.GetByRole(AriaRole.Button, new() { Name = "Destroy web-1" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Destroy web-1" });
        await Expect(dialog.GetByLabel("Scrub its disk")).ToBeCheckedAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Destroy" }).ClickAsync();

        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Close" })).ToBeFocusedAsync();
        await Expect(dialog.GetByText("Scrubbed all that was written")).ToBeVisibleAsync();
        await Expect(dialog.GetByText("web-1 was destroyed.")).ToBeVisibleAsync();
        await watched.SaveScreenshotAsync("panel-receipt");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(RowOf(page, "web-1")).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Destroyed disks" }).GetByText("Scrubbed all that was written").First).ToBeVisibleAsync();
        await Expect(map).ToHaveAttributeAsync("aria-label", before);
        await watched.SaveScreenshotAsync("panel-scrubbed", fullPage: true);
        Assert.Empty(watched.Complaints);
    }

    [Fact]
    public async Task Whoever_declines_the_scrub_is_warned_first_and_gets_it_in_writing()
    {
        await using var watched = await cloud.OpenPageAsync(scheme: ColorScheme.Dark);
        var page = watched.Page;
        await SignInAsync(page);
        await CreateAsync(page, "careless");

        await page.GetByRole(AriaRole.Button, new() { Name = "Destroy careless" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Destroy careless" });
        var warning = dialog.GetByText("the bytes stay on the host's disk");
        await Expect(warning).ToBeHiddenAsync();
        await dialog.GetByLabel("Scrub its disk").UncheckAsync();
        await Expect(warning).ToBeVisibleAsync();
        await watched.SaveScreenshotAsync("panel-declining-dark");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Destroy" }).ClickAsync();

        await Expect(dialog.GetByText("Scrub declined")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await watched.SaveScreenshotAsync("panel-dark", fullPage: true);
        Assert.Empty(watched.Complaints);
    }

    [Fact]
    public async Task A_droplet_is_switched_renamed_and_rebuilt_from_a_telephone()
    {
        await using var watched = await cloud.OpenPageAsync(width: 390, height: 844);
        var page = watched.Page;
        await SignInAsync(page);
        await CreateAsync(page, "pocket");

        await page.GetByRole(AriaRole.Button, new() { Name = "Power off pocket" }).ClickAsync();
        await Expect(RowOf(page, "pocket").GetByText("off", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Reboot pocket" })).ToBeDisabledAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Power on pocket" }).ClickAsync();
        await Expect(RowOf(page, "pocket").GetByText("active", new() { Exact = true })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Reboot pocket" }).ClickAsync();
        await Expect(page.GetByText("pocket is rebooting")).ToHaveCountAsync(1);
        await Expect(RowOf(page, "pocket").GetByText("active", new() { Exact = true })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Rename pocket" }).ClickAsync();
        await page.GetByLabel("New name").FillAsync("purse");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Expect(RowOf(page, "purse").GetByText("active", new() { Exact = true })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Rebuild purse" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Image").SelectOptionAsync("ubuntu-22-04-x64");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Rebuild" }).ClickAsync();
        await Expect(RowOf(page, "purse").GetByText("ubuntu-22-04-x64")).ToBeVisibleAsync();
        await Expect(RowOf(page, "purse").GetByText("active", new() { Exact = true })).ToBeVisibleAsync();

        await page.Locator(".host canvas").ScrollIntoViewIfNeededAsync();
        await Expect(page.Locator(".host canvas")).Not.ToHaveAttributeAsync("aria-label", new Regex(" 0 % allocated"));
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), "the page is wider than the telephone");
        await watched.SaveScreenshotAsync("panel-telephone", fullPage: true);
        Assert.Empty(watched.Complaints);
    }

    [Fact]
    public async Task A_volume_is_attached_enlarged_detached_and_deleted()
    {
        await using var watched = await cloud.OpenPageAsync(height: 1300);
        var page = watched.Page;
        await SignInAsync(page);
        await CreateAsync(page, "librarian");

        await page.GetByRole(AriaRole.Button, new() { Name = "Create a volume…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Create a volume" });
        await dialog.GetByLabel("Name").FillAsync("books");
        await dialog.GetByLabel("Region").SelectOptionAsync("nyc3");
        await dialog.GetByLabel("Size in GiB").FillAsync("1");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Attach books" }).ClickAsync();
        dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Attach books" });
        await Expect(dialog.GetByLabel("Droplet")).ToContainTextAsync("librarian");
        await dialog.GetByLabel("Droplet").SelectOptionAsync(new SelectOptionValue { Index = 0 });
        await watched.SaveScreenshotAsync("panel-attach");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Attach" }).ClickAsync();
        var row = page.GetByRole(AriaRole.Table, new() { Name = "Volumes" }).GetByRole(AriaRole.Row).Filter(new() { HasText = "books" });
        await Expect(row).ToContainTextAsync("at librarian");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Delete books" })).ToBeDisabledAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Enlarge books" }).ClickAsync();
        dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Enlarge books" });
        await dialog.GetByLabel("New size in GiB").FillAsync("2");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Enlarge" }).ClickAsync();
        await Expect(row).ToContainTextAsync("2 GiB");
        await watched.SaveScreenshotAsync("panel-volumes", fullPage: true);

        await page.GetByRole(AriaRole.Button, new() { Name = "Detach books" }).ClickAsync();
        await Expect(row).ToContainTextAsync("free");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete books" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog, new() { Name = "Delete books" }).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        Assert.Empty(watched.Complaints);
    }

    [Fact]
    public async Task An_operator_drains_a_host_and_reads_what_was_found_on_it()
    {
        await using var watched = await cloud.OpenPageAsync();
        var page = watched.Page;
        await page.RouteAsync($"**/v2/hosts/{BrowsedCloud.HostName}", async route =>
        {
            var answer = await route.FetchAsync();
            var body = await answer.TextAsync();
            await route.FulfillAsync(new()
            {
                Response = answer,
                Body = body.Replace(
                    "\"findings\":[]",
                    """
                    "findings":[{"kind":"orphaned_volume","resource":"volume:0192","detail":"Nobody knows whose it is.","first_seen_at":"2030-01-01T00:00:00Z"}]
                    """,
                    StringComparison.Ordinal),
            });
        });
        await SignInAsync(page);
        var host = page.Locator(".host");
        await Expect(host).ToContainTextAsync("orphaned volume");
        await Expect(host).ToContainTextAsync("Nobody knows whose it is.");

        await page.GetByRole(AriaRole.Button, new() { Name = $"Drain {BrowsedCloud.HostName}" }).ClickAsync();
        await Expect(host).ToContainTextAsync("draining");
        await host.ScrollIntoViewIfNeededAsync();
        await watched.SaveScreenshotAsync("panel-draining", fullPage: true);
        await page.GetByRole(AriaRole.Button, new() { Name = $"Serve {BrowsedCloud.HostName}" }).ClickAsync();
        await Expect(host).ToContainTextAsync("serving");
        Assert.Empty(watched.Complaints);
    }

    /// <summary>A scrub is over in the blink of an eye here, so the map is given one that is not.</summary>
    [Fact]
    public async Task The_map_tells_all_states_apart()
    {
        await using var watched = await cloud.OpenPageAsync();
        var page = watched.Page;
        await page.RouteAsync("**/extents", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """
                {"extents": [
                  {"first": 0, "count": 9000, "state": "allocated", "dirty": false}, {"first": 9000, "count": 3000, "state": "quarantined", "dirty": false},
                  {"first": 12000, "count": 3000, "state": "free", "dirty": true}, {"first": 15000, "count": 15000, "state": "free", "dirty": false}],
                 "coarse": true, "total_extents": 30000, "extent_bytes": 4194304, "taken_at": "2030-01-01T00:00:00Z"}
                """,
        }));
        await SignInAsync(page);

        await Expect(page.Locator(".host canvas")).ToHaveAttributeAsync("aria-label", new Regex("30 % allocated, 10 % quarantined, 10 % dirty"));
        await Expect(page.Locator(".host")).ToContainTextAsync("Too fragmented to show every extent");
        await watched.SaveScreenshotAsync("panel-map");
        Assert.Empty(watched.Complaints);
    }

    [Fact]
    public async Task A_wrong_token_and_a_wrong_order_are_answered_in_words()
    {
        await using var watched = await cloud.OpenPageAsync();
        var page = watched.Page;
        await page.GotoAsync("/");
        await page.GetByLabel("Token").FillAsync("nobodys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the panel" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).GetByText("Nobody has this token")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Alert).GetByText("Request ")).ToBeVisibleAsync();

        await SignInAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create a droplet…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("Size")).Not.ToBeEmptyAsync();
        await dialog.GetByLabel("Name").FillAsync("not a host name");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(dialog.GetByText("Only valid hostname characters are allowed")).ToBeVisibleAsync();
        await watched.SaveScreenshotAsync("panel-wrong-order");

        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Create a droplet…" })).ToBeFocusedAsync();
        Assert.All(watched.Complaints, complaint => Assert.Contains("Failed to load resource", complaint, StringComparison.Ordinal));    // the 401 and the 422
    }

    [Fact]
    public async Task The_token_stays_in_its_tab()
    {
        await using var watched = await cloud.OpenPageAsync();
        await SignInAsync(watched.Page);

        Assert.Equal(1, await watched.Page.EvaluateAsync<int>("sessionStorage.length"));
        Assert.Equal(0, await watched.Page.EvaluateAsync<int>("localStorage.length"));
        Assert.Empty(await watched.Page.Context.CookiesAsync());

        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Forget the token" }).ClickAsync();
        await Expect(watched.Page.GetByLabel("Token")).ToBeVisibleAsync();
        Assert.Equal(0, await watched.Page.EvaluateAsync<int>("sessionStorage.length"));
    }

    private async Task SignInAsync(IPage page)
    {
        await page.GotoAsync("/");
        await page.GetByLabel("Token").FillAsync(cloud.Token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the panel" }).ClickAsync();
        await Expect(page.GetByText("Ada, operator")).ToBeVisibleAsync();
    }

    /// <summary>Orders through the dialog as somebody would who changes only the name, and waits until it is active.</summary>
    private static async Task CreateAsync(IPage page, string name)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Create a droplet…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Create a droplet" });
        await Expect(dialog.GetByLabel("Size")).Not.ToBeEmptyAsync();
        await Expect(dialog.GetByLabel("Scrub the disk when the droplet is destroyed")).ToBeCheckedAsync();
        await dialog.GetByLabel("Name").FillAsync(name);
        await dialog.GetByLabel("Region").SelectOptionAsync("nyc3");
        await dialog.GetByLabel("Image").SelectOptionAsync("debian-12-x64");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(RowOf(page, name).GetByText("active", new() { Exact = true })).ToBeVisibleAsync();
    }

    private static ILocator RowOf(IPage page, string droplet) =>
        page.GetByRole(AriaRole.Table, new() { Name = "Droplets" }).GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByText(droplet, new() { Exact = true }) });
}

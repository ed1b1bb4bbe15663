using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.ReservedIps;

public sealed class ReservedIpActionTests(TestApi api) : IClassFixture<TestApi>, IAsyncLifetime
{
    private const string Awaited = "Another reserved IP is being assigned to the Droplet.";
    private const string Pending = "The reserved IP already has a pending event.";

    public async ValueTask InitializeAsync() => await api.ReleaseAllAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Assigning_locks_the_address_until_a_worker_has_done_it()
    {
        var (ip, droplet) = (await api.ReserveAsync(), await api.ActiveDropletAsync());

        var action = (await api.AssignAsync(ip, droplet).ShouldBeAsync(HttpStatusCode.Created))["action"]!;

        Assert.Equal(("assign_ip", "reserved_ip", "in-progress"), (Text(action, "type"), Text(action, "resource_type"), Text(action, "status")));
        Assert.True((await api.ReservedIpAsync(ip))["locked"]!.GetValue<bool>());
        await RefusedAsync(api.AssignAsync(ip, await api.ActiveDropletAsync("other")), Pending);
        await RefusedAsync(api.UnassignAsync(ip), Pending);
        await RefusedAsync(api.Client.Delete($"/v2/reserved_ips/{ip}"), Pending);

        await api.EndAssigningAsync(ip, droplet);
        foreach (var path in new[] { $"/v2/reserved_ips/{ip}/actions/{action["id"]}", $"/v2/floating_ips/{ip}/actions/{action["id"]}", $"/v2/actions/{action["id"]}" })
        {
            Assert.Equal("completed", Text((await api.Client.Get(path).ShouldBeAsync(HttpStatusCode.OK))["action"]!, "status"));
        }

        var actions = (await api.Client.Get($"/v2/reserved_ips/{ip}/actions").ShouldBeAsync(HttpStatusCode.OK))["actions"]!.AsArray();
        Assert.Equal(["assign_ip", "reserve_ip"], actions.Select(a => Text(a!, "type")));
        await api.Client.Get($"/v2/reserved_ips/{ip}/actions/1").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Get($"/v2/reserved_ips/{ip}/actions/{action["id"]}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task An_address_is_ordered_for_a_droplet_that_is_still_being_created()
    {
        var droplet = (await api.OrderDropletAsync())["id"]!.GetValue<long>();

        var made = await api.Client.Post("/v2/reserved_ips", $$"""{"droplet_id": "{{droplet}}"}""").ShouldBeAsync(HttpStatusCode.Accepted);

        Assert.Equal((true, null), (made["reserved_ip"]!["locked"]!.GetValue<bool>(), made["reserved_ip"]!["droplet"]));
        var (to, action) = (Assert.Single(made["links"]!["droplets"]!.AsArray())!, Assert.Single(made["links"]!["actions"]!.AsArray())!);
        Assert.Equal((droplet, "droplet", "assign_ip"), (to["id"]!.GetValue<long>(), Text(to, "rel"), Text(action, "rel")));
        await api.Client.Get(new Uri(Text(to, "href")).PathAndQuery).ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal("in-progress", Text((await api.Client.Get(new Uri(Text(action, "href")).PathAndQuery).ShouldBeAsync(HttpStatusCode.OK))["action"]!, "status"));
    }

    [Fact]
    public async Task It_moves_from_droplet_to_droplet_and_is_taken_from_the_last()
    {
        var (first, second) = (await api.ActiveDropletAsync("first"), await api.ActiveDropletAsync("second"));
        var ip = await api.AssignedIpAsync(first);
        await RefusedAsync(api.AssignAsync(ip, first), "The reserved IP is already assigned to this Droplet.");

        await api.AssignAsync(ip, second).ShouldBeAsync(HttpStatusCode.Created);
        Assert.Equal(first, (await api.ReservedIpAsync(ip))["droplet"]!["id"]!.GetValue<long>());
        await api.EndAssigningAsync(ip, second);
        Assert.Equal(second, (await api.ReservedIpAsync(ip))["droplet"]!["id"]!.GetValue<long>());

        var action = (await api.UnassignAsync(ip).ShouldBeAsync(HttpStatusCode.Created))["action"]!;
        Assert.Equal("unassign_ip", Text(action, "type"));
        await api.EndAssigningAsync(ip, droplet: null);
        await RefusedAsync(api.UnassignAsync(ip), "The reserved IP is not assigned to a Droplet.");
    }

    [Fact]
    public async Task A_droplet_has_one_and_no_second()
    {
        var droplet = await api.ActiveDropletAsync();
        await api.AssignedIpAsync(droplet);

        await RefusedAsync(api.AssignAsync(await api.ReserveAsync(), droplet), "The Droplet already has a reserved IP.");
        await RefusedAsync(api.Client.Post("/v2/reserved_ips", $$"""{"droplet_id": {{droplet}}}"""), "The Droplet already has a reserved IP.");
    }

    [Fact]
    public async Task Of_two_that_are_sent_to_one_droplet_at_once_one_is_refused()
    {
        var droplet = await api.ActiveDropletAsync();
        var (one, other) = (await api.ReserveAsync(), await api.ReserveAsync());

        var answers = await Task.WhenAll(api.AssignAsync(one, droplet), api.AssignAsync(other, droplet));

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity], answers.Select(a => a.StatusCode).Order());
        await RefusedAsync(Task.FromResult(answers.Single(a => a.StatusCode != HttpStatusCode.Created)), Awaited);
        await RefusedAsync(api.Client.Post("/v2/reserved_ips", $$"""{"droplet_id": {{droplet}}}"""), Awaited);
        var accepted = answers[0].StatusCode == HttpStatusCode.Created ? one : other;
        await RefusedAsync(api.AssignAsync(accepted, droplet), Pending);
        await api.AssignAsync(accepted == one ? other : one, await api.ActiveDropletAsync("another")).ShouldBeAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused()
    {
        var (ip, droplet) = (await api.ReserveAsync("ams3"), await api.ActiveDropletAsync());
        await RefusedAsync(api.AssignAsync(ip, droplet), "The Droplet is in another region than the reserved IP.");
        await RefusedAsync(api.Client.Post($"/v2/reserved_ips/{ip}/actions", """{"type": "assign"}"""), "droplet_id must name a droplet.");
        await RefusedAsync(api.Client.Post($"/v2/reserved_ips/{ip}/actions", """{"type": "move"}"""), "type must be one of assign, unassign.");
        await api.AssignAsync(ip, droplet: 1).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.AssignAsync("198.18.0.1", droplet).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.UnassignAsync("198.18.0.1").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Delete($"/v2/droplets/{droplet}").ShouldBeAsync(HttpStatusCode.NoContent);
        await api.AssignAsync(ip, droplet).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task It_has_all_it_has_under_its_older_name_too()
    {
        var droplet = await api.ActiveDropletAsync();
        var made = await api.Client.Post("/v2/floating_ips/", """{"region": "nyc3"}""").ShouldBeAsync(HttpStatusCode.Accepted);
        var ip = Text(made["floating_ip"]!, "ip");
        var assigning = await api.Client.Post($"/v2/floating_ips/{ip}/actions/", $$"""{"type": "assign", "droplet_id": "{{droplet}}"}""").ShouldBeAsync(HttpStatusCode.Created);
        Assert.Equal("assign_ip", Text(assigning["action"]!, "type"));
        await api.EndAssigningAsync(ip, droplet);

        Assert.Equal(droplet, (await api.Client.Get($"/v2/floating_ips/{ip}").ShouldBeAsync(HttpStatusCode.OK))["floating_ip"]!["droplet"]!["id"]!.GetValue<long>());
        var listed = await api.Client.Get("/v2/floating_ips?page=1&per_page=20").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal((ip, 1), (Text(Assert.Single(listed["floating_ips"]!.AsArray())!, "ip"), listed["meta"]!["total"]!.GetValue<int>()));
        Assert.Equal(2, (await api.Client.Get($"/v2/floating_ips/{ip}/actions").ShouldBeAsync(HttpStatusCode.OK))["actions"]!.AsArray().Count);
        await api.Client.Delete($"/v2/floating_ips/{ip}/", "{}").ShouldBeAsync(HttpStatusCode.NoContent);
        await api.Client.Get($"/v2/floating_ips/{ip}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task It_goes_with_its_droplet_when_it_is_named_and_stays_otherwise()
    {
        var (going, staying) = (await api.ActiveDropletAsync("going"), await api.ActiveDropletAsync("staying"));
        var (gone, kept) = (await api.AssignedIpAsync(going), await api.AssignedIpAsync(staying));
        var listed = await api.Client.Get($"/v2/droplets/{going}/destroy_with_associated_resources").ShouldBeAsync(HttpStatusCode.OK);
        Assert.All(["reserved_ips", "floating_ips"], kind => Assert.Equal(gone, Text(Assert.Single(listed[kind]!.AsArray())!, "id")));

        await api.Client.Delete($"/v2/droplets/{going}/destroy_with_associated_resources/selective", $$"""{"floating_ips": ["{{gone}}"]}""").ShouldBeAsync(HttpStatusCode.Accepted);
        await api.Client.Delete($"/v2/droplets/{staying}/destroy_with_associated_resources/selective", "{}").ShouldBeAsync(HttpStatusCode.Accepted);

        await api.Client.Get($"/v2/reserved_ips/{gone}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        Assert.Null((await api.ReservedIpAsync(kept))["droplet"]);
        var status = await api.Client.Get($"/v2/droplets/{going}/destroy_with_associated_resources/status").ShouldBeAsync(HttpStatusCode.OK);
        Assert.NotNull(Assert.Single(status["resources"]!["reserved_ips"]!.AsArray())!["destroyed_at"]);
    }

    [Fact]
    public async Task An_assigning_that_an_operator_gives_up_leaves_the_address_where_it_was_and_free_for_the_next()
    {
        var (ip, droplet) = (await api.ReserveAsync(), await api.ActiveDropletAsync());
        var action = (await api.AssignAsync(ip, droplet).ShouldBeAsync(HttpStatusCode.Created))["action"]!;
        var id = new ActionId(action["id"]!.GetValue<long>());
        Guid run;
        await using (var db = api.OpenDb())
        {
            run = (await db.Runs.AsNoTracking().SingleAsync(r => r.ActionId == id, TestContext.Current.CancellationToken)).Id.Value;
            await db.Database.ExecuteSqlAsync($"update runs set status = 'stuck' where id = {run}", TestContext.Current.CancellationToken);
        }

        var operators = api.ClientFor(await api.OpenAccountAsync(Account.Open("operator", "operator@example.com", TimeProvider.System.GetUtcNow(), isOperator: true)));
        await operators.Post($"/v2/runs/{run}/abandon", "").ShouldBeAsync(HttpStatusCode.OK);

        var left = await api.ReservedIpAsync(ip);
        Assert.Equal((false, null), (left["locked"]!.GetValue<bool>(), left["droplet"]));
        Assert.Equal("errored", Text((await api.Client.Get($"/v2/actions/{id}").ShouldBeAsync(HttpStatusCode.OK))["action"]!, "status"));
        await api.AssignAsync(ip, droplet).ShouldBeAsync(HttpStatusCode.Created);
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();

    private static Task RefusedAsync(Task<HttpResponseMessage> answer, string message) =>
        answer.ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", message);
}

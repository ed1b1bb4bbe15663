using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Api.Tests.Volumes;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Events;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Volumes;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Runs;

public sealed class RunTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Why = "IOException: pv.img is gone";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/v2/runs")]
    [InlineData("GET", "/v2/runs/00000000-0000-0000-0000-000000000000")]
    [InlineData("POST", "/v2/runs/00000000-0000-0000-0000-000000000000/retry")]
    [InlineData("POST", "/v2/runs/00000000-0000-0000-0000-000000000000/abandon")]
    public async Task A_customer_may_not_look_at_runs_or_touch_them(string method, string path) =>
        await api.Client.Send(new HttpMethod(method), path).ShouldBeErrorAsync(HttpStatusCode.Forbidden, "forbidden");

    [Fact]
    public async Task An_operator_sees_a_stuck_run_with_its_reason_and_no_other_filter_shows_it()
    {
        var (client, run) = (await OperatorAsync(), await StuckDestroyAsync());

        var shown = Assert.Single((await client.Get("/v2/runs?state=stuck&per_page=200").ShouldBeAsync(HttpStatusCode.OK))["runs"]!.AsArray(), r => IdOf(r!) == run.Id.Value)!;
        Assert.Equal(
            ("destroy-droplet.v1", "stuck", 8, Why, run.Subject),
            (Text(shown["pipeline"]), Text(shown["status"]), shown["failures"]!.GetValue<int>(), Text(shown["reason"]), Text(shown["resource"])));
        Assert.Equal(("ScrubExtents", "failed"), (Text(shown["last_step"]!["name"]), Text(shown["last_step"]!["outcome"])));
        foreach (var state in new[] { "waiting", "running" })
        {
            var others = await client.Get($"/v2/runs?state={state}&per_page=200").ShouldBeAsync(HttpStatusCode.OK);
            Assert.DoesNotContain(others["runs"]!.AsArray(), r => IdOf(r!) == run.Id.Value);
        }

        await client.Get("/v2/runs?state=lost").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
    }

    [Fact]
    public async Task A_retried_run_is_due_now_and_one_that_is_driven_is_left_alone()
    {
        var (client, run) = (await OperatorAsync(), await StuckDestroyAsync());

        await client.Post($"/v2/runs/{run.Id.Value}/retry", "").ShouldBeAsync(HttpStatusCode.OK);
        Assert.True((await FindAsync(run)).DueAt <= DateTimeOffset.UtcNow);

        await ExecuteAsync($"update runs set lease_owner = 'worker', lease_until = now() + interval '1 hour' where id = {run.Id.Value}");
        await client.Post($"/v2/runs/{run.Id.Value}/retry", "").ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");
        await client.Post($"/v2/runs/{run.Id.Value}/abandon", "").ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");
        await client.Post($"/v2/runs/{Guid.NewGuid()}/retry", "").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        Assert.Equal("stuck", Text((await client.Get($"/v2/runs/{run.Id.Value}").ShouldBeAsync(HttpStatusCode.OK))["run"]!["status"]));
    }

    [Fact]
    public async Task An_abandoned_destroy_ends_its_action_and_leaves_its_extents_quarantined_and_held()
    {
        var (client, run) = (await OperatorAsync(), await StuckDestroyAsync());
        var held = await api.HeldExtentsAsync();

        var ended = (await client.Post($"/v2/runs/{run.Id.Value}/abandon", "").ShouldBeAsync(HttpStatusCode.OK))["run"]!;

        Assert.Equal(("failed", run.Attempt + 1), (Text(ended["status"]), ended["attempt"]!.GetValue<int>()));
        var action = (await api.Client.Get($"/v2/actions/{run.ActionId}").ShouldBeAsync(HttpStatusCode.OK))["action"]!;
        Assert.Equal(("errored", "abandoned"), (Text(action["status"]), Text(action["error"]!["code"])));
        await using var db = api.OpenDb();
        var id = (await db.Actions.SingleAsync(a => a.Id == run.ActionId!.Value, Ct)).ResourceId!.Value;
        var volume = await db.Volumes.SingleAsync(v => v.DropletId == new Domain.Droplets.DropletId(id), Ct);
        Assert.Equal((VolumeState.Quarantined, held), (volume.State, await api.HeldExtentsAsync()));
        Assert.Equal(1, await db.Events.CountAsync(e => e.Type == EventTypes.DropletActionErrored && e.ResourceId == $"{id}", Ct));
        await client.Post($"/v2/runs/{run.Id.Value}/abandon", "").ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");
    }

    [Fact]
    public async Task An_abandoned_attaching_unlocks_the_volume_and_the_droplet_and_both_can_be_told()
    {
        var (client, volume, droplet) = (await OperatorAsync(), await api.ReadyVolumeAsync("abandoned"), await api.ActiveDropletAsync());
        var order = $$"""{"type": "attach", "droplet_id": {{droplet}}}""";
        var action = (await api.Client.Post($"/v2/volumes/{volume}/actions", order).ShouldBeAsync(HttpStatusCode.Accepted))["action"]!["id"]!.GetValue<long>();
        await using var db = api.OpenDb();
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.ActionId == new ActionId(action), Ct);
        await ExecuteAsync($"update runs set status = 'stuck', step_index = 1, failures = 8 where id = {run.Id.Value}");

        await client.Post($"/v2/runs/{run.Id.Value}/abandon", "").ShouldBeAsync(HttpStatusCode.OK);

        Assert.False((await db.Droplets.AsNoTracking().SingleAsync(d => d.Id == new Domain.Droplets.DropletId(droplet), Ct)).Locked);
        Assert.False((await db.BlockVolumes.AsNoTracking().SingleAsync(v => v.Id == new Domain.Storage.VolumeId(Guid.Parse(volume)), Ct)).Locked);
        Assert.Equal(1, await db.Events.CountAsync(e => e.Type == EventTypes.DropletActionErrored && e.ResourceId == $"{droplet}", Ct));
        await api.Client.Post($"/v2/volumes/{volume}/actions", order).ShouldBeAsync(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task An_abandoned_import_leaves_an_image_that_its_owner_can_delete()
    {
        await api.EnsureHostAsync("nyc3-01");
        var client = await OperatorAsync();
        const string Order = """{"name": "stuck", "url": "http://93.184.215.14/disk.raw", "region": "nyc3"}""";
        var image = (await api.Client.Post("/v2/images", Order).ShouldBeAsync(HttpStatusCode.Accepted))["image"]!["id"]!.GetValue<long>();
        await using var db = api.OpenDb();
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Subject == $"image:{image}", Ct);
        await ExecuteAsync($"update runs set status = 'stuck', step_index = 1, failures = 8 where id = {run.Id.Value}");

        await client.Post($"/v2/runs/{run.Id.Value}/abandon", "").ShouldBeAsync(HttpStatusCode.OK);

        var seen = (await api.Client.Get($"/v2/images/{image}").ShouldBeAsync(HttpStatusCode.OK))["image"]!;
        Assert.Equal("deleted", Text(seen["status"]));
        Assert.Equal(1, await db.Events.CountAsync(e => e.Type == EventTypes.ImageActionErrored && e.ResourceId == $"{image}", Ct));
        await api.Client.Delete($"/v2/images/{image}").ShouldBeAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_abandoned_rebuild_leaves_its_new_volume_to_be_cleaned_and_the_droplet_as_it_was()
    {
        var (client, droplet) = (await OperatorAsync(), await api.ActiveDropletAsync());
        var order = """{"type": "rebuild", "image": "debian-12-x64"}""";
        var action = (await api.Client.Post($"/v2/droplets/{droplet}/actions", order).ShouldBeAsync(HttpStatusCode.Created))["action"]!["id"]!.GetValue<long>();
        await using var db = api.OpenDb();
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.ActionId == new ActionId(action), Ct);
        await ExecuteAsync($"update runs set status = 'stuck', step_index = 2, failures = 8 where id = {run.Id.Value}");
        await ExecuteAsync($"update volumes set state = 'ready' where id = (select volume_id from droplets where id = {droplet})");
        var held = await api.HeldExtentsAsync();

        await client.Post($"/v2/runs/{run.Id.Value}/abandon", "").ShouldBeAsync(HttpStatusCode.OK);

        var (id, disk) = (new Domain.Droplets.DropletId(droplet), (await db.Droplets.AsNoTracking().SingleAsync(d => d.Id == new Domain.Droplets.DropletId(droplet), Ct)).VolumeId);
        var volumes = await db.Volumes.AsNoTracking().Where(v => v.DropletId == id).ToListAsync(Ct);
        Assert.Equal(VolumeState.Ready, volumes.Single(v => v.Id == disk).State);
        Assert.Equal(VolumeState.Quarantined, volumes.Single(v => v.Id != disk).State);
        Assert.Equal(held, await api.HeldExtentsAsync());
    }

    private static string? Text(JsonNode? node) => node?.GetValue<string>();

    private static Guid IdOf(JsonNode run) => run["id"]!.GetValue<Guid>();

    private async Task<HttpClient> OperatorAsync() => api.ClientFor(
        await api.OpenAccountAsync(Account.Open("operator", $"{Guid.NewGuid():n}@example.com", DateTimeOffset.UtcNow, isOperator: true)));

    /// <summary>A destroy that quarantined its volume and cannot scrub it.</summary>
    private async Task<PipelineRun> StuckDestroyAsync()
    {
        var droplet = await api.ActiveDropletAsync();
        using (await api.Client.Delete($"/v2/droplets/{droplet}"))
        {
        }

        await using var db = api.OpenDb();
        var action = await db.Actions.SingleAsync(a => a.ResourceId == droplet && a.Type == ActionTypes.Destroy, Ct);
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.ActionId == action.Id, Ct);
        await ExecuteAsync($"update volumes set state = 'quarantined' where droplet_id = {droplet}");
        await ExecuteAsync(
            $"update runs set status = 'stuck', step_index = 1, failures = 8, attempt = 9, reason = {Why}, due_at = now() + interval '1 hour' where id = {run.Id.Value}");
        await ExecuteAsync(
            $"insert into run_steps (run_id, step_index, step_name, undo, outcome, detail, attempt, at) values ({run.Id.Value}, 1, 'ScrubExtents', false, 'failed', {Why}, 9, now())");
        return await FindAsync(run);
    }

    private async Task<PipelineRun> FindAsync(PipelineRun run)
    {
        await using var db = api.OpenDb();
        return await db.Runs.AsNoTracking().SingleAsync(r => r.Id == run.Id, Ct);
    }

    private async Task ExecuteAsync(FormattableString sql)
    {
        await using var db = api.OpenDb();
        await db.Database.ExecuteSqlAsync(sql, Ct);
    }
}

using System.Net;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;

namespace CloudControl.Api.Tests.ScrubReceipts;

public sealed class ScrubReceiptTests(TestApi api) : IClassFixture<TestApi>
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_declined_scrub_is_on_record_with_who_declined_it()
    {
        var token = Guid.NewGuid();
        var scrub = await StoreAsync(droplet: 71, token, Now);

        var shown = (await api.Client.Get($"/v2/scrub_receipts/{scrub.Id}").ShouldBeAsync(HttpStatusCode.OK))["scrub_receipt"]!;

        Assert.Equal(("declined", 71L, 9L, "nyc3-01", 4L, 0L),
            (shown["outcome"]!.GetValue<string>(), shown["droplet_id"]!.GetValue<long>(), shown["action_id"]!.GetValue<long>(),
                shown["host"]!.GetValue<string>(), shown["extents"]!.GetValue<long>(), shown["bytes_verified"]!.GetValue<long>()));
        Assert.Equal(token, shown["declined_by_token_id"]!.GetValue<Guid>());
        Assert.Null(shown["scope"]);
    }

    [Fact]
    public async Task Receipts_are_listed_newest_first_and_by_droplet()
    {
        var older = await StoreAsync(droplet: 72, Guid.NewGuid(), Now.AddHours(1));
        var newer = await StoreAsync(droplet: 72, Guid.NewGuid(), Now.AddHours(2));
        await StoreAsync(droplet: 73, Guid.NewGuid(), Now.AddHours(3));

        var listed = await api.Client.Get("/v2/scrub_receipts?droplet_id=72").ShouldBeAsync(HttpStatusCode.OK);

        Assert.Equal([newer.Id, older.Id], listed["scrub_receipts"]!.AsArray().Select(r => r!["id"]!.GetValue<Guid>()));
        Assert.Equal(2, listed["meta"]!["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_strangers_receipt_is_not_found()
    {
        var scrub = await StoreAsync(droplet: 74, Guid.NewGuid(), Now);

        await api.Stranger.Get($"/v2/scrub_receipts/{scrub.Id}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        var theirs = await api.Stranger.Get("/v2/scrub_receipts").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Empty(theirs["scrub_receipts"]!.AsArray());
    }

    private async Task<ScrubRecord> StoreAsync(long droplet, Guid token, DateTimeOffset completed)
    {
        var host = Host.Register("nyc3-01", "nyc3", ByteSize.FromMiB(4), 64 * 1024, totalExtents: 4, Now);
        var volume = Volume.Order(VolumeId.New(), api.Account.Id, new DropletId(droplet), host, ByteSize.FromMiB(12), Now);
        var scrub = ScrubRecord.OfDeclined(new ScrubDeclined(volume.Id, token, Now), volume, new ActionId(9), completed);
        await using var db = api.OpenDb();
        db.Add(scrub);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return scrub;
    }
}

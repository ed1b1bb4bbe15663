using CloudControl.Domain.Actions;
using CloudControl.Domain.Events;
using CloudControl.Domain.Images;
using CloudControl.Domain.Images.Runs;
using CloudControl.Domain.Runs;
using CloudControl.Testing;
using CloudControl.Workers.Images;
using CloudControl.Workers.ImportImage;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Tests.Laws;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Tests.Images;

/// <summary>However an import ends, receivers are told once, with the action that its owner watches.</summary>
public sealed class ImageActionEndingTests(TestDatabase databases) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_import_that_is_announced_twice_is_one_event()
    {
        await using var stage = await DropletStage.SetAsync(await databases.CloneAsync(Ct), Ct);
        var run = await OrderAsync(stage);

        for (var time = 0; time < 2; time++)
        {
            await using var db = stage.OpenDb();
            await new AnnounceImported(new ImageActionEnding(db, TimeProvider.System), db).DoAsync(run, Ct);
        }

        Assert.Equal((ImageState.Available, ActionStatus.Completed), await OutcomeAsync(stage, run));
        var told = await ToldAsync(stage, run);
        Assert.Equal(EventTypes.ImageActionCompleted, told.Type);
        Assert.Contains("\"action_type\":\"create\"", Compact(told), StringComparison.Ordinal);
        Assert.DoesNotContain("error", told.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_that_comes_to_nothing_says_why_in_its_event()
    {
        await using var stage = await DropletStage.SetAsync(await databases.CloneAsync(Ct), Ct);
        var run = await OrderAsync(stage);

        await using (var db = stage.OpenDb())
        {
            var failure = new RunFailure("image_not_fetched", "Its server answered 404.", "404");
            await new AnnounceImportFailed(new ImageActionEnding(db, TimeProvider.System)).RunAsync(run, failure, Ct);
        }

        Assert.Equal((ImageState.Refused, ActionStatus.Errored), await OutcomeAsync(stage, run));
        var told = await ToldAsync(stage, run);
        Assert.Equal(EventTypes.ImageActionErrored, told.Type);
        Assert.Contains("\"error\":{\"code\":\"image_not_fetched\",\"message\":\"Its server answered 404.\"}", Compact(told), StringComparison.Ordinal);
    }

    private static async Task<ImageImporting> OrderAsync(DropletStage stage)
    {
        await stage.OrderImportAsync(new Uri("http://127.0.0.1:9/image"), Ct);
        await using var db = stage.OpenDb();
        return RunState.Read<ImageImporting>((await db.Runs.AsNoTracking().SingleAsync(r => r.Id == stage.Run, Ct)).State);
    }

    private static async Task<(ImageState Image, ActionStatus Action)> OutcomeAsync(DropletStage stage, ImageImporting run)
    {
        await using var db = stage.OpenDb();
        return (
            (await db.Images.SingleAsync(i => i.Id == run.ImageId, Ct)).State, (await db.Actions.SingleAsync(a => a.Id == run.ActionId, Ct)).Status);
    }

    private static async Task<CloudEvent> ToldAsync(DropletStage stage, ImageImporting run)
    {
        await using var db = stage.OpenDb();
        return await db.Events.SingleAsync(e => e.ResourceType == ResourceTypes.Image && e.ResourceId == run.ImageId.ToString(), Ct);
    }

    /// <summary>The event's data without the blanks that PostgreSQL puts into it.</summary>
    private static string Compact(CloudEvent told) => told.Data.Replace("\": ", "\":", StringComparison.Ordinal).Replace(", \"", ",\"", StringComparison.Ordinal);
}

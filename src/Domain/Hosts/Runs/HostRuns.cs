using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Hosts.Runs;

/// <summary>The runs a host puts itself through.</summary>
public static class HostRuns
{
    public const string CleanPipeline = "clean-extents.v1";

    /// <summary>Cleans dirty free extents. Recorded with the hold on them; recorded anew when the first run was lost.</summary>
    public static PipelineRun Clean(ExtentCleaning cleaning, DateTimeOffset now) => PipelineRun.Of(
        CleanPipeline, cleaning.HostName, $"host:{cleaning.HostName}:clean",
        RunState.Write(new ExtentsCleaning { CleaningId = cleaning.Id, HostName = cleaning.HostName, MostExtents = cleaning.ExtentCount }),
        action: null, RunPriority.Housekeeping, now);
}

/// <summary>State of <c>clean-extents</c>.</summary>
public sealed class ExtentsCleaning
{
    public required VolumeId CleaningId { get; init; }

    public required string HostName { get; init; }

    /// <summary>Extents held for it: no more are taken.</summary>
    public required long MostExtents { get; init; }

    /// <summary>How far the scrub is.</summary>
    public ScrubCursor Scrub { get; set; } = ScrubCursor.Start;
}

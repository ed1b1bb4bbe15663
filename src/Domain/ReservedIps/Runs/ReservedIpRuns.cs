using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Runs;

namespace CloudControl.Domain.ReservedIps.Runs;

/// <summary>State of <c>assign-reserved-ip</c> and <c>unassign-reserved-ip</c>.</summary>
public sealed class ReservedIpMove
{
    public required ReservedIpId ReservedIpId { get; init; }

    /// <summary>Which droplet gets it, or had it.</summary>
    public required DropletId DropletId { get; init; }

    public required ActionId ActionId { get; init; }
}

/// <summary>The runs a reserved IP can be put through. They wait in the queue of the host that has the droplet, and for each other.</summary>
public static class ReservedIpRuns
{
    public const string AssignPipeline = "assign-reserved-ip.v1";
    public const string UnassignPipeline = "unassign-reserved-ip.v1";

    /// <summary>Gives it to a droplet, which may still be being created.</summary>
    public static PipelineRun Assign(ReservedIp ip, Droplet droplet, ResourceAction action, DateTimeOffset now) =>
        Of(AssignPipeline, ip, droplet, action, now);

    /// <summary>Takes it from the droplet that has it.</summary>
    public static PipelineRun Unassign(ReservedIp ip, Droplet droplet, ResourceAction action, DateTimeOffset now) =>
        Of(UnassignPipeline, ip, droplet, action, now);

    /// <summary>What the runs of one reserved IP wait for each other by.</summary>
    public static string SubjectOf(ReservedIpId ip) => $"{ResourceTypes.ReservedIp}:{ip}";

    private static PipelineRun Of(string pipeline, ReservedIp ip, Droplet droplet, ResourceAction action, DateTimeOffset now) => PipelineRun.Of(
        pipeline, droplet.HostName, SubjectOf(ip.Id),
        RunState.Write(new ReservedIpMove { ReservedIpId = ip.Id, DropletId = droplet.Id, ActionId = action.Id }), action.Id, RunPriority.Normal, now);
}

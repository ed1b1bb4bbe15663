using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Simulation.Tests.Storage.Disks;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>What a history is played on: the host, the disk beneath it, and the worker above that decides whether a destroy scrubs.</summary>
/// <param name="Disk">Makes the disk.</param>
/// <param name="Port">What callers see of a host that was just opened.</param>
/// <param name="Scrubs">Whether a destroy scrubs: from the flag as the v1 API got it, the owner's policy, and whether it is a copy's.</param>
internal sealed record Subject(
    Func<DiskMemory, VolatileDisk> Disk, Func<SimulatedHost, VolatileDisk, IStorageHost> Port, Func<string?, bool, bool, bool> Scrubs)
{
    /// <summary>The host as it is, on a disk as it should be, with the product's own reading of the flag.</summary>
    public static Subject Honest { get; } = new(
        memory => new VolatileDisk(memory), (host, _) => host, (flag, policy, _) => ScrubFlag.Decide(ScrubFlag.ParseV1(flag), policy));
}

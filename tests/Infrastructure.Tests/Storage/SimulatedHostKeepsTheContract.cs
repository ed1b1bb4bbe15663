using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>The contract on the simulated host, whose disk was filled with a former tenant's bytes at birth.</summary>
public sealed class SimulatedHostKeepsTheContract : StorageHostContract
{
    protected override ByteSize Store => CowStore.CoveringSize(Disk, SimulatedRig.Chunk, SimulatedRig.Extent);

    protected override async Task<HostRig> StartHostAsync() => await SimulatedRig.StartAsync();
}

/// <summary>The same host and volumes that grow.</summary>
public sealed class SimulatedHostExtendsByTheContract : ExtendContract
{
    protected override ByteSize Store => StoreFor(Disk);

    protected override ByteSize StoreFor(ByteSize disk) => CowStore.CoveringSize(disk, SimulatedRig.Chunk, SimulatedRig.Extent);

    protected override async Task<HostRig> StartHostAsync() => await SimulatedRig.StartAsync();
}

/// <summary>The same host and the way from allocated to free.</summary>
public sealed class SimulatedHostDestroysByTheContract : DestroyContract
{
    protected override ByteSize Store => CowStore.CoveringSize(Disk, SimulatedRig.Chunk, SimulatedRig.Extent);

    protected override async Task<HostRig> StartHostAsync() => await SimulatedRig.StartAsync();
}

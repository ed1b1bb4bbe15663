namespace CloudControl.Infrastructure.Images.Import.Qcow2;

/// <summary>
/// An entry of a table: where in the file something lies. Source: QEMU's <c>docs/interop/qcow2.rst</c>, "Cluster mapping".
/// <code>
///   L1, and L2 of a plain cluster      63 62 61 ... 56 55 ........... 9 8 ... 1 0
///                                       |  |  reserved  offset / 512    reserved  reads as zero (version 3)
///                                       |  0: plain
///                                       refcount is one
///   L2 of a compressed cluster         62 is 1; below it the sectors it takes beyond the first, and below those its offset in bytes
/// </code>
/// </summary>
internal readonly record struct ClusterEntry(ulong Bits)
{
    private const ulong OffsetMask = 0x00FF_FFFF_FFFF_FE00;
    private const ulong CompressedBit = 1UL << 62;
    private const ulong ReservedMask = 0x3F00_0000_0000_01FE;
    private const ulong L1ReservedMask = 0x7F00_0000_0000_01FF;
    private const int SectorBytes = 512;

    /// <summary>Where a table or a plain cluster lies; 0 for one that does not.</summary>
    public long Offset => (long)(Bits & OffsetMask);

    public bool IsCompressed => (Bits & CompressedBit) != 0;

    /// <summary>Reads as zero, whether or not it has a place in the file.</summary>
    public bool IsZero => (Bits & 1) != 0;

    public bool HasReservedBits => (Bits & ReservedMask) != 0;

    public bool HasReservedBitsOfL1 => (Bits & L1ReservedMask) != 0;

    /// <summary>Where the compressed bytes of a cluster lie, at most: they may end before the last sector does.</summary>
    public (long Offset, int Length) Compressed(int clusterBits)
    {
        var offsetBits = 62 - (clusterBits - 8);
        var offset = (long)(Bits & ((1UL << offsetBits) - 1));
        var moreSectors = (int)((Bits & (CompressedBit - 1)) >> offsetBits);
        return (offset, ((moreSectors + 1) * SectorBytes) - (int)(offset % SectorBytes));
    }
}

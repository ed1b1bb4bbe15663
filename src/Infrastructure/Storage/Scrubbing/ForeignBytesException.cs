using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Storage.Scrubbing;

/// <summary>A read-back found a byte that is not zero. The volume stays quarantined and its next slice overwrites from the start.</summary>
public sealed class ForeignBytesException(VolumeId id, long physicalOffset)
    : IOException($"scrubbing volume {id}: the byte at physical offset {physicalOffset} is not zero; overwriting again");

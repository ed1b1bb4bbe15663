using System.Globalization;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Events;
using CloudControl.Domain.Volumes;

namespace CloudControl.Infrastructure.Events;

/// <summary>What happens to disks without anybody having asked for it.</summary>
public static class DiskEvents
{
    /// <summary>Its host does not have it any more. Told about what the customer knows it as: a droplet, an image or a volume.</summary>
    public static EventDraft Missing(Volume volume, DateTimeOffset now)
    {
        var (type, id) = volume switch
        {
            { DropletId: { } droplet } => (ResourceTypes.Droplet, droplet.Value.ToString(CultureInfo.InvariantCulture)),
            { ImageId: { } image } => (ResourceTypes.Image, image.ToString()),
            _ => (ResourceTypes.Volume, volume.Id.Value.ToString()),
        };
        return new EventDraft(volume.AccountId, EventTypes.DiskMissing, type, id, new DiskMissingData(volume.Id.Value, volume.DiskBytes, now));
    }

    private sealed record DiskMissingData(Guid VolumeId, long SizeBytes, DateTimeOffset NoticedAt);
}

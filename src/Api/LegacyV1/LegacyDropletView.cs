using CloudControl.Domain.Droplets;

namespace CloudControl.Api.LegacyV1;

/// <summary>A droplet as v1 showed it.</summary>
public sealed record LegacyDropletView(
    long Id, string Name, long ImageId, long? SizeId, long? RegionId, bool BackupsActive, string? IpAddress, string? PrivateIpAddress,
    bool Locked, string Status, DateTimeOffset CreatedAt)
{
    public static LegacyDropletView Of(Droplet droplet) => new(
        droplet.Id.Value, droplet.Name, LegacyIds.OfImage(droplet.ImageId.Value), LegacyIds.OfSize(droplet.SizeSlug),
        LegacyIds.OfRegion(droplet.RegionSlug), droplet.Features.Contains("backups"), droplet.PublicAddress, droplet.PrivateAddress,
        droplet.Locked, droplet.Status.ToString().ToLowerInvariant(), droplet.CreatedAt);
}

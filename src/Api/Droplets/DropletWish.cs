using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Api.Http.Json;
using CloudControl.Api.Images;
using CloudControl.Api.SshKeys;
using CloudControl.Api.Vpcs;
using CloudControl.Domain;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Images;
using CloudControl.Domain.Placement;
using CloudControl.Domain.Sizes;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Vpcs;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Host = CloudControl.Domain.Hosts.Host;

namespace CloudControl.Api.Droplets;

/// <summary>An order in which every slug, id and fingerprint has become the thing it names; only the host is still open.</summary>
/// <param name="RegionSlugs">Where it may be: the region asked for, or all that are open when none was.</param>
/// <param name="Vpc">The network asked for; null: the default one of wherever it will be.</param>
/// <param name="Size">What was ordered.</param>
/// <param name="Image">What the disk is made from.</param>
/// <param name="Copies">Where the image lies; none for an image that is written and not copied.</param>
/// <param name="AuthorizedKeys">Lines for <c>authorized_keys</c>, in the order asked for.</param>
/// <param name="VolumeIds">The block volumes it gets.</param>
/// <param name="Scrub">The droplet's policy.</param>
/// <param name="Backups">When its backups are taken; null when there are to be none.</param>
/// <param name="Request">What was sent, for what needs no resolving.</param>
internal sealed record DropletWish(
    IReadOnlyList<string> RegionSlugs, Vpc? Vpc, DropletSize Size, Image Image, IReadOnlyList<ImageCopy> Copies,
    IReadOnlyList<string> AuthorizedKeys, IReadOnlyList<VolumeId> VolumeIds, bool Scrub, BackupPolicy? Backups, CreateDroplet.Request Request)
{
    public static async Task<Result<DropletWish>> ResolveAsync(
        CreateDroplet.Request request, Caller caller, ScrubSettings settings, CatalogueSnapshot catalogue, CloudControlDb db, CancellationToken ct)
    {
        var scrub = settings.Decide(ScrubRequest.Combine(request.Scrub?.Text, request.ScrubData?.Text), policy: true);
        if (scrub.Error is { } unclear)
        {
            return unclear;
        }

        var regions = RegionsFor(request, catalogue);
        if (regions.Count == 0)
        {
            return new RegionUnknown();
        }

        var vpc = await FindVpcAsync(request, caller, db, ct);
        if (vpc is null && !string.IsNullOrEmpty(request.VpcUuid))
        {
            return new VpcUnknown();
        }

        if (vpc is not null && !regions.Contains(vpc.RegionSlug))
        {
            return new VpcElsewhere();
        }

        if (vpc is not null)
        {
            regions = [vpc.RegionSlug];
        }

        var volumes = await RequestedVolumes.FindAsync(RequestedVolumes.Names(request.Volumes)!, caller.AccountId, regions, db, ct);
        if (volumes.Error is { } unusable)
        {
            return unusable;
        }

        if (volumes.Value is [var first, ..])
        {
            regions = [first.RegionSlug];     // where its volumes are, when no region was asked for
        }

        if (!catalogue.Sizes.TryGetValue(request.Size!, out var size) || !size.Available)
        {
            return new SizeUnknown();
        }

        var image = await db.Images.UsableBy(caller.AccountId).FindAsync(LooseText.Said(request.Image)!, ct);
        if (image is null)
        {
            return new ImageUnknown();
        }

        if (image.MinDiskGib > size.DiskGib)
        {
            return new DiskTooSmallForImage(image.MinDiskGib);
        }

        var copies = await db.CopiesOfAsync(image, ct);
        if (image.Source == ImageSource.Volume && !copies.Any(copy => regions.Contains(copy.RegionSlug)))
        {
            return new ImageNotInRegion();
        }

        var backups = BackupPolicy.Of(request.BackupPolicy?.Plan, request.BackupPolicy?.Weekday, request.BackupPolicy?.Hour);
        if (backups.Error is { } impossible)
        {
            return impossible;
        }

        var keys = await RequestedSshKeys.FindAsync(request.SshKeys, caller.AccountId, db, ct);
        return keys.Error is { } unknown ? unknown : new DropletWish(
            regions, vpc, size, image, copies, keys.Value!, [.. volumes.Value!.Select(v => v.Id)], scrub.Value,
            request.Backups == true ? backups.Value : null, request);
    }

    /// <summary>
    /// Hosts for so many droplets, all in one region: the one asked for, or else the one with the most room. For an image that is copied,
    /// those that hold it come first, and others of its regions after.
    /// </summary>
    public Result<IReadOnlyList<Host>> ChooseHosts(IReadOnlyList<Host> hosts, int count)
    {
        if (Copies.Count == 0)
        {
            return Choose(hosts, count);
        }

        var beside = Choose(hosts.Where(host => Copies.Any(copy => copy.HostName == host.Name)), count);
        return beside.IsOk ? beside : Choose(hosts.Where(host => SourceOn(host) is not null), count);
    }

    /// <summary>What a disk on this host is copied from; null when the image is written.</summary>
    public VolumeId? SourceOn(Host host) => Copies.NearestTo(host.Name, host.RegionSlug)?.VolumeId;

    private Result<IReadOnlyList<Host>> Choose(IEnumerable<Host> hosts, int count)
    {
        var choices = hosts.GroupBy(h => h.RegionSlug)
            .OrderByDescending(region => region.Sum(h => h.TotalExtents - h.HeldExtents)).ThenBy(region => region.Key, StringComparer.Ordinal)
            .Select(region => Placing.ChooseMany([.. region], Size.Disk, count));
        foreach (var choice in choices)
        {
            if (choice.IsOk)
            {
                return choice;
            }
        }

        return new RegionFull();
    }

    public IReadOnlyList<string> TagNames => Request.Tags ?? [];

    /// <param name="host">Where it will be.</param>
    /// <param name="name">One of the names asked for.</param>
    /// <param name="tags">The tags in the spelling their account keeps.</param>
    /// <param name="vpc">The network it will be in.</param>
    /// <param name="account">Whose it is.</param>
    public DropletOrder OrderOn(Host host, string name, IReadOnlyList<string> tags, Vpc vpc, AccountId account) => new(
        account, name, host.RegionSlug, Size.Slug, Size.MemoryMib, Size.Vcpus, Size.DiskGib, Image.Id, host.Name, AuthorizedKeys,
        string.IsNullOrEmpty(Request.UserData) ? null : Request.UserData, tags, Features(),
        vpc, Scrub, Request.PublicNetworking ?? true, Request.DeletionProtection == true);

    private string[] Features()
    {
        (bool? Wanted, string Name)[] features =
        [
            (Request.WithDropletAgent, DropletFeatures.DropletAgent), (Request.Ipv6, DropletFeatures.Ipv6),
            (Request.Monitoring, DropletFeatures.Monitoring),
            (true, DropletFeatures.PrivateNetworking),     // always: every droplet is in a VPC, and Terraform's tests want to see it
        ];
        return [.. features.Where(feature => feature.Wanted == true).Select(feature => feature.Name)];
    }

    private static List<string> RegionsFor(CreateDroplet.Request request, CatalogueSnapshot catalogue) => string.IsNullOrEmpty(request.Region)
        ? [.. catalogue.AvailableRegions]
        : [.. catalogue.AvailableRegions.Where(slug => slug == request.Region)];

    private static async Task<Vpc?> FindVpcAsync(CreateDroplet.Request request, Caller caller, CloudControlDb db, CancellationToken ct) =>
        Guid.TryParse(request.VpcUuid, out var id) ? await db.Vpcs.Of(caller.AccountId).AsNoTracking().FindAsync(id, ct) : null;
}

using System.Text.Json;
using System.Text.Json.Serialization;
using CloudControl.Api.Actions;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Document;
using CloudControl.Api.DropletActions;
using CloudControl.Api.Http;
using CloudControl.Api.Http.Json;
using CloudControl.Api.Images;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Placement;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Networking;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Tags;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Droplets;

/// <summary>
/// POST /v2/droplets: orders one droplet (<c>name</c>) or several (<c>names</c>), all or none. The room for their disks is taken in
/// the transaction that writes them, so a 202 is never taken back for want of space.
/// </summary>
public static class CreateDroplet
{
    /// <summary>How often hosts are chosen anew because somebody else took the room in the meantime.</summary>
    private const int MaximumPlacings = 5;

    /// <summary>Everything is optional on the wire; what is needed all the same, <see cref="CreateDropletValidator"/> says.</summary>
    [BodyExample("one droplet", """{"name": "web-1", "region": "nyc3", "size": "s-1vcpu-1gb", "image": "debian-12-x64", "ssh_keys": [], "tags": ["web"], "scrub": true}""")]
    [BodyExample("several", """{"names": ["web-1", "web-2"], "region": "nyc3", "size": "s-1vcpu-1gb", "image": "debian-12-x64", "tags": ["web"]}""")]
    public sealed record Request(
        string? Name,
        [property: JsonConverter(typeof(LooseListConverter<string>))] IReadOnlyList<string>? Names,
        string? Region,
        string? Size,
        LooseText? Image,
        [property: JsonConverter(typeof(LooseListConverter<LooseText>))] IReadOnlyList<LooseText>? SshKeys,
        bool? Backups,
        BackupPolicyRequest? BackupPolicy,
        bool? Ipv6,
        bool? Monitoring,
        bool? WithDropletAgent,
        bool? PublicNetworking,
        string? UserData,
        JsonElement? Volumes,
        [property: JsonConverter(typeof(LooseListConverter<string>))] IReadOnlyList<string>? Tags,
        string? VpcUuid,
        bool? DeletionProtection,
        LooseText? Scrub,
        LooseText? ScrubData)
    {
        /// <summary>Whether several were asked for: then the answer is a list, even of one.</summary>
        [JsonIgnore]
        public bool IsMany => Names is { Count: > 0 };

        [JsonIgnore]
        public IReadOnlyList<string> AllNames => IsMany ? Names! : [Name!];
    }

    public sealed record Response(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DropletView? Droplet,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<DropletView>? Droplets,
        ActionLinks Links);

    public static async Task<Results<Accepted<Response>, ErrorResult>> HandleAsync(
        Request request, Caller caller, HttpRequest http, CloudControlDb db, IdBlocks ids, Catalogues catalogues, ScrubSettings scrub,
        TimeProvider clock, CancellationToken ct)
    {
        var catalogue = await catalogues.GetAsync(db, ct);
        var wish = await DropletWish.ResolveAsync(request, caller, scrub, catalogue, db, ct);
        if (wish.Error is { } error)
        {
            return new ErrorResult(error);
        }

        for (var attempt = 0; attempt < MaximumPlacings; attempt++)
        {
            var ordered = await OrderAsync(wish.Value!, request.AllNames, caller, db, ids, clock, ct);
            if (ordered.Error is { } refused)
            {
                return new ErrorResult(refused);
            }

            if (ordered.Value is { Count: > 0 } orders)
            {
                return TypedResults.Accepted((string?)null, Answer(request, wish.Value!, orders, catalogue, http));
            }

            db.ChangeTracker.Clear();
        }

        return new ErrorResult(new RegionFull());
    }

    /// <summary>Chooses hosts and writes everything in one transaction. Nothing is written, and the list empty, when the room was gone.</summary>
    private static async Task<Domain.Result<IReadOnlyList<Order>>> OrderAsync(
        DropletWish wish, IReadOnlyList<string> names, Caller caller, CloudControlDb db, IdBlocks ids, TimeProvider clock, CancellationToken ct)
    {
        var hosts = await db.Hosts.AsNoTracking().Where(h => wish.RegionSlugs.Contains(h.RegionSlug)).ToListAsync(ct);
        var chosen = wish.ChooseHosts(hosts, names.Count);
        if (chosen.Error is { } full)
        {
            return full;
        }

        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var tags = await TagRegister.EnsureAsync(db, caller.AccountId, wish.TagNames, now, ct);
        var vpc = wish.Vpc is { } asked
            ? await AccountVpcs.HoldAsync(db, asked.Id, ct)
            : await DefaultVpcs.EnsureAsync(db, caller.AccountId, chosen.Value![0].RegionSlug, now, ct);
        if (vpc is null)
        {
            return new VpcUnknown();
        }

        var orders = new List<Order>();
        foreach (var (name, host) in names.Zip(chosen.Value!))
        {
            // Every id the pipeline needs exists before its first step, so a repeated step finds its own work.
            var droplet = Droplet.Order(await ids.NextDropletIdAsync(ct), VolumeId.New(), wish.OrderOn(host, name, tags, vpc, caller.AccountId), now);
            if (wish.Backups is { } backups)
            {
                droplet.EnableBackups(backups, now);
            }

            var action = ResourceAction.Start(
                await ids.NextActionIdAsync(ct), caller.AccountId, ActionTypes.Create, ResourceTypes.Droplet, droplet.Id.Value,
                droplet.RegionSlug, caller.TokenId, now);
            var disk = Volume.Order(droplet.VolumeId, caller.AccountId, droplet.Id, host, wish.Size.Disk, now, wish.SourceOn(host));
            orders.Add(new Order(droplet, disk, action));
        }

        if (await DropletLimit.CheckAsync(db, caller.AccountId, orders.Count, ct) is { } reached)
        {
            return reached;
        }

        if (!await db.HoldImageAsync(wish.Image, ct))
        {
            return new ImageUnknown();
        }

        // An order of several names no volumes.
        if (await RequestedVolumes.AttachAsync(wish.VolumeIds, orders[0].Droplet, db, ct) is { } unattachable)
        {
            return unattachable;
        }

        // By name, as everybody else does: two orders that each wait for the other's host would wait for ever.
        foreach (var order in orders.OrderBy(o => o.Volume.HostName, StringComparer.Ordinal))
        {
            if (!await ExtentAccount.TryTakeAsync(db, order.Volume, ct))
            {
                return NothingOrdered;
            }
        }

        db.AddRange(orders.SelectMany(o => new object[] { o.Droplet, o.Volume, o.Action, DropletRuns.Create(o.Droplet, o.Action, now) }));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return orders;
    }

    private static Response Answer(
        Request request, DropletWish wish, IReadOnlyList<Order> orders, CatalogueSnapshot catalogue, HttpRequest http)
    {
        DropletView[] views = [.. orders.Select(o => DropletView.Of(o.Droplet, wish.Image, wish.VolumeIds, catalogue))];
        var links = ActionLinks.Of(http, orders.Select(o => o.Action));
        return request.IsMany ? new Response(null, views, links) : new Response(views[0], null, links);
    }

    private static readonly Order[] NothingOrdered = [];

    private sealed record Order(Droplet Droplet, Volume Volume, ResourceAction Action);
}

using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Events;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>Holds the database, once nothing is under way, against what customers were promised.</summary>
internal static class Verdict
{
    /// <summary>Every promise that was not kept to this customer.</summary>
    public static async Task<IReadOnlyList<string>> BrokenPromisesAsync(CloudControlDb db, AccountId account, Promises promises)
    {
        var droplets = await db.Droplets.AsNoTracking().Where(d => d.AccountId == account).ToListAsync();
        var actions = await db.Actions.AsNoTracking().Where(a => a.AccountId == account).ToDictionaryAsync(a => a.Id.Value);
        var byId = droplets.ToDictionary(d => d.Id.Value);
        return
        [
            .. promises.Actions.Where(id => !actions.ContainsKey(id)).Select(id => $"action {id} was accepted and is not known"),
            .. actions.Values.Where(a => a.Status == ActionStatus.InProgress).Select(a => $"action {a.Id} never ended"),
            .. promises.Droplets.Keys.Where(id => !byId.ContainsKey(id)).Select(id => $"droplet {id} was acknowledged and is not known"),
            .. promises.Droplets.Keys.Where(byId.ContainsKey).Select(id => FateOf(byId[id], promises, actions.Values)).OfType<string>(),
            .. Strangers(droplets, promises),
            .. await VolumeVerdict.BrokenPromisesAsync(db, account, promises.Volumes),
            .. await ImagesAsync(db, account, promises, actions),
        ];
    }

    /// <summary>Every event of the account that was not received, and every gap in the numbers.</summary>
    public static async Task<IReadOnlyList<string>> LostEventsAsync(CloudControlDb db, AccountId account, IReadOnlyDictionary<string, int> received)
    {
        var events = await db.Events.AsNoTracking().Where(e => e.AccountId == account).ToListAsync();
        var announced = events.Where(e => e.Type == EventTypes.DropletCreateCompleted).CountBy(e => e.ResourceId).ToDictionary();
        return
        [
            .. await db.Actions.AsNoTracking().Where(a => a.AccountId == account && a.Type == ActionTypes.Create && a.ResourceType == ResourceTypes.Droplet && a.Status == ActionStatus.Completed)
                .Select(a => a.ResourceId!.Value).AsAsyncEnumerable().Where(id => announced.GetValueOrDefault($"{id}") != 1)
                .Select(id => $"droplet {id} was announced {announced.GetValueOrDefault($"{id}")} times").ToListAsync(),
            .. events.Where(e => !received.ContainsKey(CloudEvent.NameOf(e.PublicId))).Select(e => $"event {e.Type} of {e.ResourceType} {e.ResourceId} was never received"),
            .. Gaps($"account {account}", events.Select(e => e.Position)),
            .. events.GroupBy(e => (e.ResourceType, e.ResourceId)).SelectMany(of => Gaps($"{of.Key.ResourceType} {of.Key.ResourceId}", of.Select(e => e.Sequence))),
        ];
    }

    private static async Task<IReadOnlyList<string>> ImagesAsync(
        CloudControlDb db, AccountId account, Promises promises, IReadOnlyDictionary<long, ResourceAction> actions)
    {
        var images = await db.Images.AsNoTracking().Where(i => i.AccountId == account).ToDictionaryAsync(i => i.Id.Value);
        return
        [
            .. promises.DeletedImages.Where(id => images[id].DeletedAt is null).Select(id => $"image {id} lives on although its deletion was accepted"),
            .. images.Values.Where(i => i.DeletedAt is not null && i.State == ImageState.Available && !promises.IsImageDoomed(i.Id.Value))
                .Select(i => $"image {i.Id} is gone and nobody asked for that"),
            .. promises.Transfers.Where(t => actions.GetValueOrDefault(t.Key)?.Status == ActionStatus.Completed && images[t.Value] is { DeletedAt: null } image
                && !image.Regions.Contains(ProcessCloud.OtherRegion)).Select(t => $"image {t.Value} is not where action {t.Key} says it was copied to"),
        ];
    }

    private static IEnumerable<string> Gaps(string whose, IEnumerable<long> numbers)
    {
        var told = numbers.Order().ToList();
        return told.SequenceEqual(Enumerable.Range(1, told.Count).Select(n => (long)n)) ? [] : [$"{whose}: events are numbered {string.Join(' ', told)}"];
    }

    /// <summary>An acknowledged droplet lives until its owner wants it gone, unless its own create says why it could not be.</summary>
    private static string? FateOf(Droplet droplet, Promises promises, IEnumerable<ResourceAction> actions)
    {
        var id = droplet.Id.Value;
        var gone = droplet.Status == DropletStatus.Destroyed;
        var create = actions.SingleOrDefault(a => a.Type == ActionTypes.Create && a.ResourceType == ResourceTypes.Droplet && a.ResourceId == id);
        return gone switch
        {
            true when !promises.IsDoomed(id) && create?.Status != ActionStatus.Errored => $"droplet {id} is gone and nobody asked for that",
            false when promises.IsDestroyed(id) => $"droplet {id} lives on although its destruction was accepted",
            false when create?.Status != ActionStatus.Completed => $"droplet {id} lives and its create is {create?.Status}",
            _ => null,
        };
    }

    /// <summary>What nobody was told of was ordered without an answer, and exists once.</summary>
    private static IEnumerable<string> Strangers(IEnumerable<Droplet> droplets, Promises promises) => droplets
        .Where(d => !promises.Droplets.ContainsKey(d.Id.Value))
        .GroupBy(d => d.Name)
        .Where(named => named.Count() > 1 || !promises.UnansweredNames.Contains(named.Key))
        .Select(named => $"{named.Count()} droplets {named.Key} exist that nobody was promised");
}

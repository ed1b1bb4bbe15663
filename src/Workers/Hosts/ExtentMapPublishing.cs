using CloudControl.Domain.Hosts;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Rounds;
using CloudControl.Infrastructure.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Hosts;

/// <summary>
/// Publishes the map of each of this process's hosts when it changed, so that operators can watch a disk being cleaned through an
/// API that never meets a host.
/// </summary>
public sealed partial class ExtentMapPublishing(
    StorageHosts hosts, IDbContextFactory<CloudControlDb> databases, TimeProvider clock, ILogger<ExtentMapPublishing> log)
    : SteadyRounds(Interval, clock)
{
    /// <summary>Between two looks: what a person takes for live.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, HostExtents> published = [];

    /// <summary>Looks at every host once and publishes the maps that changed. One caller at a time.</summary>
    public async Task PublishAsync(CancellationToken ct)
    {
        foreach (var name in hosts.Names)
        {
            var map = HostExtents.Draw(name, await hosts[name].MapExtentsAsync(ct), Clock.GetUtcNow());
            if (published.TryGetValue(name, out var before) && before.LooksLike(map))
            {
                continue;
            }

            await StoreAsync(map, ct);
            published[name] = map;
        }
    }

    protected override Task RoundAsync(CancellationToken ct) => PublishAsync(ct);

    private async Task StoreAsync(HostExtents map, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        if (await db.HostExtents.SingleOrDefaultAsync(m => m.HostName == map.HostName, ct) is { } stored)
        {
            stored.Become(map);
        }
        else
        {
            db.Add(map);
        }

        await db.SaveChangesAsync(ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "could not publish the maps of the hosts' extents; the next look will")]
    protected override partial void LogMissed(Exception failure);
}

using CloudControl.Infrastructure.Nbd;
using CloudControl.Infrastructure.Rounds;
using Npgsql;

namespace CloudControl.Workers.Nbd;

/// <summary>
/// Hangs up on those who have a volume open that is no longer exported for them, however that came about: a droplet was destroyed, and its
/// block volumes were taken from it in the database alone.
/// </summary>
public sealed partial class ExportSweep(OpenExports exports, NpgsqlDataSource database, TimeProvider clock, ILogger<ExportSweep> log)
    : SteadyRounds(Interval, clock)
{
    /// <summary>Between two looks. Whoever is given a volume meanwhile sees to it himself that nobody else has it open.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Compares what is open with what is exported, once. Those who are only just opening are left to themselves.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var open = exports.Uses.Where(use => use.Grant is not null).ToList();
        if (open.Count == 0)
        {
            return;
        }

        var granted = await ExportGrant.AmongAsync(database, open.Select(use => use.Volume).Distinct(), ct);
        var over = open.Where(use => granted.GetValueOrDefault(use.Volume) != use.Grant).ToList();
        over.ForEach(use => use.Withdraw());
    }

    protected override bool BeginsLater => true;

    protected override Task RoundAsync(CancellationToken ct) => LookAsync(ct);

    [LoggerMessage(Level = LogLevel.Warning, Message = "could not compare open exports with the database; the next look will")]
    protected override partial void LogMissed(Exception failure);
}

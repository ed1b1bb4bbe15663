using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using Npgsql;

namespace CloudControl.Workers.Hosts;

/// <summary>Says every few seconds that this process's hosts are served, and lets go of those that are not its own any more.</summary>
public sealed partial class HostHeartbeat(
    StorageHosts hosts, HostRegister register, HostServing serving, TimeProvider clock, ILogger<HostHeartbeat> log) : BackgroundService
{
    /// <summary>Between two beats; <c>/readyz</c> misses a host after several.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>After a beat that the database missed.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>One beat.</summary>
    public async Task BeatAsync(CancellationToken ct)
    {
        var names = hosts.Names;
        var held = await register.SeenAsync(names, ct);
        await serving.LetGoAsync([.. names.Where(name => !held.Contains(name))], ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(await TryAsync(stoppingToken) ? Interval : Retry, clock, stoppingToken);
        }
    }

    private async Task<bool> TryAsync(CancellationToken ct)
    {
        try
        {
            await BeatAsync(ct);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException || DatabaseAway.IsCauseOf(e))
        {
            LogMissed(e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "could not say that the hosts are served; the next beat will")]
    private partial void LogMissed(Exception exception);
}

using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using Npgsql;

namespace CloudControl.Workers.Hosts;

/// <summary>Says every few seconds that this process's hosts are served.</summary>
public sealed partial class HostHeartbeat(StorageHosts hosts, HostRegister register, TimeProvider clock, ILogger<HostHeartbeat> log) : BackgroundService
{
    /// <summary>Between two beats; <c>/readyz</c> misses a host after several.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>After a beat that the database missed.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(await BeatAsync(stoppingToken) ? Interval : Retry, clock, stoppingToken);
        }
    }

    private async Task<bool> BeatAsync(CancellationToken ct)
    {
        try
        {
            await register.SeenAsync(hosts.Names, ct);
            return true;
        }
        catch (Exception e) when (DatabaseAway.IsCauseOf(e) || e is NpgsqlException)
        {
            LogMissed(e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "could not say that the hosts are served; the next beat will")]
    private partial void LogMissed(Exception exception);
}

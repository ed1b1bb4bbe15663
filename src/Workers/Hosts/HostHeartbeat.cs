using CloudControl.Infrastructure.Storage;
using Npgsql;

namespace CloudControl.Workers.Hosts;

/// <summary>Says every few seconds that this process's hosts are served.</summary>
public sealed partial class HostHeartbeat(StorageHosts hosts, HostRegister register, TimeProvider clock, ILogger<HostHeartbeat> log) : BackgroundService
{
    /// <summary>Between two beats; <c>/readyz</c> misses a host after several.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await register.SeenAsync(hosts.Names, stoppingToken);
            }
            catch (NpgsqlException e)
            {
                LogMissed(e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "could not say that the hosts are served; the next beat will")]
    private partial void LogMissed(Exception exception);
}

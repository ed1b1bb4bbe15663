using System.Threading.Channels;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using Npgsql;

namespace CloudControl.Workers.Reconcilers;

/// <summary>
/// Reconciles this process's hosts at a steady pace, and at once when the database announces that a host's state changed. The two are
/// one path: a signal only makes the next look come now.
/// </summary>
public sealed partial class HostReconciler(
    StorageHosts hosts, HostReconciliation reconciliation, NpgsqlDataSource database, ReconcilerOptions options, TimeProvider clock,
    ILogger<HostReconciler> log) : BackgroundService
{
    /// <summary>Where a trigger announces that a host was entered or changed its state; the payload is its name.</summary>
    public const string Channel = "cloudcontrol_hosts";

    private readonly Channel<bool> signals = System.Threading.Channels.Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Notifications.ListenAsync(database, Channel, _ => signals.Writer.TryWrite(true), log, stoppingToken),
        ReconcileAsync(stoppingToken));

    private async Task ReconcileAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            foreach (var host in hosts.Names)
            {
                try
                {
                    await reconciliation.ReconcileAsync(host, ct);
                }
                catch (Exception failure) when (!ct.IsCancellationRequested)
                {
                    LogMissed(failure, host);
                }
            }

            await PauseAsync(ct);
        }
    }

    private async Task PauseAsync(CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(options.Interval, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            await signals.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // Time for the next look, or to stop.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "could not reconcile host {Host}; the next look will")]
    private partial void LogMissed(Exception exception, string host);
}

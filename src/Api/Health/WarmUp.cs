using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Health;

/// <summary>
/// Rehearses an order when the process starts, so that the first customer does not wait for a compiler. Behind everything else: a
/// database that is away at start is what <c>/readyz</c> is for.
/// </summary>
public sealed partial class WarmUp(IDbContextFactory<CloudControlDb> databases, TimeProvider clock, ILogger<WarmUp> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await using var db = await databases.CreateDbContextAsync(stoppingToken);
            await OrderRehearsal.PlayAsync(db, clock, stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogSkipped(exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "not warmed up: {Why}")]
    private partial void LogSkipped(string why);
}

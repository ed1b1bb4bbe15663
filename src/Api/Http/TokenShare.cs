using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.RateLimiting;

namespace CloudControl.Api.Http;

/// <summary>
/// One token's requests in this process: what was leased for the minute and is not used yet. The first lease of a minute is for one
/// request, each next for twice as many, so that a token which asks seldom holds nothing that other processes could use. What is left
/// over when the minute ends goes back to the hour with the next lease.
/// </summary>
internal sealed class TokenShare(TokenId token, RateLimitSettings settings, BudgetLeases leases)
{
    private const int SecondsPerHour = 3600;
    private const int SecondsPerMinute = 60;

    /// <summary>Largest lease, and so the most that a process which stops takes with it: a tenth of the minute, but never less than this.</summary>
    private const int LeastMaximumLease = 25;
    private const int LargestLeasesPerMinute = 10;

    private readonly int maximumLease = Math.Max(LeastMaximumLease, settings.RequestsPerMinute / LargestLeasesPerMinute);
    private readonly Lock gate = new();
    private Task? leasing;
    private BudgetLease lease;
    private int wanted;
    private int left;

    /// <summary>Lets one request through, or says until when nobody's will be.</summary>
    public async ValueTask<RateVerdict> TakeAsync(DateTimeOffset now, CancellationToken ct)
    {
        var (hour, minute) = (now.ToUnixTimeSeconds() / SecondsPerHour, now.ToUnixTimeSeconds() / SecondsPerMinute);
        while (true)     // each round takes something from the minute, or finds it empty
        {
            Task soon;
            lock (gate)
            {
                if (IsCurrent(minute) && (left > 0 || lease.Granted == 0))
                {
                    return Spend();
                }

                soon = leasing ??= LeaseAsync(hour, minute);
            }

            await soon.WaitAsync(ct);
        }
    }

    /// <summary>One for all who wait, whoever of them hangs up meanwhile.</summary>
    private async Task LeaseAsync(long hour, long minute)
    {
        await Task.Yield();     // out of the lock
        try
        {
            int returned, next;
            lock (gate)
            {
                (returned, left) = (lease.Hour >= hour ? left : 0, 0);
                next = IsCurrent(minute) ? Math.Min(wanted * 2, maximumLease) : 1;
            }

            var granted = await leases.TakeAsync(
                token, new BudgetWish(hour, minute, next, returned), settings.RequestsPerHour, settings.RequestsPerMinute, CancellationToken.None);
            lock (gate)
            {
                (wanted, lease, left) = (next, granted, granted.Granted);
            }
        }
        finally
        {
            lock (gate)
            {
                leasing = null;
            }
        }
    }

    private bool IsCurrent(long minute) => wanted > 0 && lease.Minute >= minute;

    private RateVerdict Spend()
    {
        if (left > 0)
        {
            left--;
            return new RateVerdict(true, settings.RequestsPerHour, Math.Max(0, settings.RequestsPerHour - lease.HourUsed) + left, (lease.Hour + 1) * SecondsPerHour);
        }

        return lease.HourUsed >= settings.RequestsPerHour
            ? new RateVerdict(false, settings.RequestsPerHour, 0, (lease.Hour + 1) * SecondsPerHour)
            : new RateVerdict(false, settings.RequestsPerMinute, 0, (lease.Minute + 1) * SecondsPerMinute);
    }
}

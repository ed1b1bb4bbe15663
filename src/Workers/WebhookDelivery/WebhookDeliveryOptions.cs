using CloudControl.Infrastructure.Webhooks;

namespace CloudControl.Workers.WebhookDelivery;

/// <summary>Every limit and delay of delivery. The defaults are for production; tests wait less.</summary>
public sealed record WebhookDeliveryOptions
{
    /// <summary>The defaults, but for what an operator sets: where receivers may be, and how long failures and logs are borne.</summary>
    public static WebhookDeliveryOptions From(IConfiguration configuration, bool development)
    {
        var defaults = new WebhookDeliveryOptions();
        var section = configuration.GetSection(ReceiverOptions.Section);
        return defaults with
        {
            Receivers = ReceiverOptions.From(configuration, development),
            DisableAfter = section.GetValue(nameof(DisableAfter), defaults.DisableAfter),
            KeepEndedFor = section.GetValue(nameof(KeepEndedFor), defaults.KeepEndedFor),
        };
    }

    /// <summary>Where receivers may be.</summary>
    public ReceiverOptions Receivers { get; init; } = new();

    /// <summary>
    /// How long to wait after the first, second, … attempt that failed; after the last of them the delivery has failed. These are
    /// Standard Webhooks' delays: more than three days in all.
    /// </summary>
    public IReadOnlyList<TimeSpan> Delays { get; init; } =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>A delay is lengthened by up to this share of itself, so that what failed together does not come back together.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>A receiver's <c>Retry-After</c> can ask for more patience than the schedule, but for no more than this.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long one attempt may take, from the look-up of the name to the headers of the answer.</summary>
    public TimeSpan AttemptLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long every attempt at a webhook must have failed before it is disabled; one that arrives starts the time anew.</summary>
    public TimeSpan DisableAfter { get; init; } = TimeSpan.FromDays(5);

    /// <summary>How many attempts in a row must have failed in that time: as many as one delivery has.</summary>
    public int LeastFailures { get; init; } = 10;

    /// <summary>How long a delivery that ended is kept for its webhook's owner to look at. Events are kept in any case.</summary>
    public TimeSpan KeepEndedFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Pause between two rounds of cleaning.</summary>
    public TimeSpan CleaningPause { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Deliveries deleted by one statement of a cleaning; it holds their locks that long.</summary>
    public int MostCleanedAtOnce { get; init; } = 1_000;

    /// <summary>Statements in one round of cleaning; the next round goes on.</summary>
    public int MostCleaningsPerRound { get; init; } = 100;

    /// <summary>How long a claim holds; longer than <see cref="AttemptLimit"/>. What a killed worker costs its deliveries.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The sweep's pace when nothing announces itself.</summary>
    public TimeSpan Sweep { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Attempts under way at one time in this process.</summary>
    public int MostAttempts { get; init; } = 256;

    /// <summary>Attempts under way at one time to one webhook; one, while its last attempt failed.</summary>
    public int MostAttemptsPerWebhook { get; init; } = 4;

    /// <summary>How long a stopping worker takes to hand its deliveries back.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(3);
}

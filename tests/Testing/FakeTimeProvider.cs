namespace CloudControl.Testing;

/// <summary>
/// A clock that moves only when told to, timers included: what waits by it (<c>Task.Delay(…, clock)</c>, <c>PeriodicTimer</c>,
/// back-off, leases) is over exactly when <see cref="Advance"/> reaches it. Callbacks run on the advancing thread, in the order of
/// their due times, each seeing the time at which it was due. Safe to use from several threads.
/// </summary>
public sealed class FakeTimeProvider : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<FakeTimer> timers = [];
    private DateTimeOffset now;

    /// <param name="start">The first moment; the start of 2030 unless told otherwise.</param>
    public FakeTimeProvider(DateTimeOffset? start = null) => now = start ?? new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers wait for a moment to come: lets a test know that the code under test has begun to wait.</summary>
    public int WaitingTimers
    {
        get
        {
            lock (gate)
            {
                return timers.Count(timer => timer.Due is not null);
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new FakeTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock, running every timer that falls due on the way.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The clock was asked to go back.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var target = GetUtcNow() + by;
        while (NextDue(target) is { } callback)
        {
            callback();    // outside the lock: it may well read the clock or set another timer
        }
    }

    /// <summary>Moves to the earliest timer due by <paramref name="target"/> and takes it, or to the target if there is none.</summary>
    private Action? NextDue(DateTimeOffset target)
    {
        lock (gate)
        {
            var timer = timers.Where(timer => timer.Due <= target).MinBy(timer => timer.Due);
            now = timer?.Due is { } due && due > now ? due : timer is null && target > now ? target : now;
            return timer?.Take();
        }
    }

    private sealed class FakeTimer(FakeTimeProvider clock, Action callback) : ITimer
    {
        private TimeSpan period = Timeout.InfiniteTimeSpan;
        private bool disposed;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                if (disposed)
                {
                    return false;
                }

                this.period = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.now + dueTime;
                if (!clock.timers.Contains(this))
                {
                    clock.timers.Add(this);
                }

                return true;
            }
        }

        /// <summary>Under the clock's lock: sets the next due time, if it repeats.</summary>
        public Action Take()
        {
            Due = period > TimeSpan.Zero ? Due + period : null;
            return callback;
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                disposed = true;
                clock.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

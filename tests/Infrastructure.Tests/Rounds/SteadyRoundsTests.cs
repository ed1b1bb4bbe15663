using CloudControl.Infrastructure.Rounds;
using CloudControl.Testing;

namespace CloudControl.Infrastructure.Tests.Rounds;

public sealed class SteadyRoundsTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider clock = new();

    public static TheoryData<string> Failures => ["a bug", "a call that ran into its own time limit"];

    [Fact]
    public async Task Rounds_begin_at_once_and_come_once_in_every_interval()
    {
        using var rounds = new Counted(clock);
        await rounds.StartAsync(default);
        await Eventually.HoldsAsync(() => rounds.Done == 1);

        for (var round = 2; round <= 4; round++)
        {
            clock.Advance(Interval);
            await Eventually.HoldsAsync(() => rounds.Done == round);
        }

        await rounds.StopAsync(default);
        Assert.Empty(rounds.Missed);
    }

    [Fact]
    public async Task The_first_round_of_those_that_begin_later_waits_for_an_interval()
    {
        using var rounds = new Counted(clock) { Later = true };
        await rounds.StartAsync(default);
        await Eventually.HoldsAsync(() => clock.WaitingTimers == 1);
        Assert.Equal(0, rounds.Done);

        clock.Advance(Interval);

        await Eventually.HoldsAsync(() => rounds.Done == 1);
        await rounds.StopAsync(default);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_round_that_fails_is_told_and_the_next_one_comes(string why)
    {
        Exception failure = why == "a bug" ? new InvalidOperationException(why) : new TaskCanceledException(why);
        using var rounds = new Counted(clock) { Failing = failure };
        await rounds.StartAsync(default);
        await Eventually.HoldsAsync(() => rounds.Missed.Count == 1);
        rounds.Failing = null;

        clock.Advance(Interval);

        await Eventually.HoldsAsync(() => rounds.Done == 1);
        Assert.Same(failure, Assert.Single(rounds.Missed));
        await rounds.StopAsync(default);
    }

    [Fact]
    public async Task A_round_that_is_under_way_when_the_process_stops_is_not_told_as_missed()
    {
        using var rounds = new Counted(clock) { Endless = true };
        await rounds.StartAsync(default);
        await Eventually.HoldsAsync(() => rounds.Begun == 1);

        await rounds.StopAsync(default);

        Assert.True(rounds.ExecuteTask!.IsCompleted);
        Assert.Empty(rounds.Missed);
    }

    private sealed class Counted(TimeProvider clock) : SteadyRounds(Interval, clock)
    {
        private readonly List<Exception> missed = [];
        private int begun;
        private int done;

        public bool Later { get; init; }

        public bool Endless { get; init; }

        public Exception? Failing { get; set; }

        public int Begun => Volatile.Read(ref begun);

        public int Done => Volatile.Read(ref done);

        public IReadOnlyList<Exception> Missed
        {
            get
            {
                lock (missed)
                {
                    return [.. missed];
                }
            }
        }

        protected override bool BeginsLater => Later;

        protected override async Task RoundAsync(CancellationToken ct)
        {
            Interlocked.Increment(ref begun);
            if (Endless)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            }

            if (Failing is { } failure)
            {
                throw failure;
            }

            Interlocked.Increment(ref done);
        }

        protected override void LogMissed(Exception failure)
        {
            lock (missed)
            {
                missed.Add(failure);
            }
        }
    }
}

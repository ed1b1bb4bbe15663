namespace CloudControl.Simulation.Tests.Storage;

/// <summary>
/// Where a history's operations go on after they waited: on the one thread that plays it, in an order its dice decide. So operations
/// that run beside each other meet in every order, and a seed meets them in the same one again.
/// </summary>
internal sealed class HistoryLoop : SynchronizationContext
{
    /// <summary>No operation goes on more often than that; one that does hangs.</summary>
    private const int TurnLimit = 100_000;

    private readonly List<(SendOrPostCallback Callback, object? State)> ready = [];

    public override void Post(SendOrPostCallback d, object? state) => ready.Add((d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Forgets whoever waits: the process they were in is no more.</summary>
    public void Abandon() => ready.Clear();

    /// <summary>Lets operations go on, and the disk finish a flush, until nobody can.</summary>
    public void RunUntilQuiet(Dice dice, Disks.VolatileDisk disk)
    {
        for (var turn = 0; ready.Count > 0 || disk.HasPendingFlush; turn++)
        {
            Finding.Unless(turn < TurnLimit, () => "operations go on for ever");
            var choice = dice.Roll(ready.Count + (disk.HasPendingFlush ? 1 : 0));
            if (choice == ready.Count)
            {
                disk.FinishFlush();
                continue;
            }

            var (callback, state) = ready[choice];
            ready.RemoveAt(choice);
            callback(state);
        }
    }
}

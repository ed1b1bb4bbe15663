using CloudControl.Simulation.Tests.Storage.Disks;
using CloudControl.Simulation.Tests.Storage.Operations;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>
/// Not by chance but all of them: every sequence of a few operations, and for each the machine stopped at every write and every flush.
/// It begins with one tenant's volume in use and another's just quarantined.
/// </summary>
internal sealed class EverySequence
{
    public const int LongestSequence = 3;

    /// <summary>How many operations there are to choose from.</summary>
    public const int Alphabet = 10;

    private readonly Machine machine;
    private readonly Ledger ledger;
    private readonly (string Name, ModelState? Of, Func<ModelVolume, Task> Run)[] operations;

    /// <summary>What came of one sequence.</summary>
    /// <param name="Accesses">Writes and flushes it took, when nothing stopped it.</param>
    /// <param name="Finding">What went wrong, or null.</param>
    public sealed record Result(int Accesses, string? Finding);

    private EverySequence(DiskMemory memory, Func<int, int, bool>? survives)
    {
        machine = new Machine(Subject.Honest, Birth.Used, memory, new Dice(1)) { Survives = survives };
        ledger = machine.Ledger;
        var data = new DataOperations(machine.Host, ledger, new Dice(2));
        var life = new LifeOperations(machine.Host, ledger, new Dice(3));
        operations =
        [
            ("create", ModelState.Absent, life.CreateAsync),
            ("write", ModelState.Live, volume => data.WriteAsync(volume, 6, 4)),
            ("write a part of", ModelState.Live, data.WritePartAsync),
            ("zero", ModelState.Live, data.ZeroAsync),
            ("flush", ModelState.Live, data.FlushAsync),
            ("extend", ModelState.Live, life.ExtendAsync),
            ("quarantine", ModelState.Live, life.QuarantineAsync),
            ("scrub and release", ModelState.Quarantined, volume => life.FinishDestroyAsync(volume, null)),
            ("release, declined,", ModelState.Quarantined, volume => life.FinishDestroyAsync(volume, "false")),
            ("late create of", ModelState.Quarantined, life.CreateLateAsync),
        ];
    }

    /// <summary>Plays one sequence, and goes on after the machine stopped.</summary>
    /// <param name="memory">The disk's.</param>
    /// <param name="sequence">Operations by number, in order.</param>
    /// <param name="stopAt">At which access the machine stops; null lets it run to the end.</param>
    /// <param name="survives">What of the cache survives.</param>
    public static Result Play(DiskMemory memory, IReadOnlyList<int> sequence, int? stopAt, Func<int, int, bool>? survives)
    {
        var (play, accesses) = (new EverySequence(memory, survives), 0);
        var played = play.machine.Play(0, () =>
        {
            play.Begin();
            var before = play.machine.Host.Disk.Accesses;
            if (stopAt is { } access)
            {
                play.machine.StopSoon(access, powerCut: true);
            }

            foreach (var operation in sequence)
            {
                play.Run(operation);
            }

            accesses = play.machine.Host.Disk.Accesses - before;
            play.machine.Crash(powerCut: true);
        });
        return new Result(accesses, played.Finding);
    }

    private void Begin()
    {
        var (used, destroyed) = (ledger.Add(1, 64), ledger.Add(2, 64));
        _ = ledger.Add(3, 64);
        foreach (var operation in new[] { (0, used), (1, used), (4, used), (0, destroyed), (1, destroyed), (4, destroyed), (6, destroyed) })
        {
            machine.Run(operations[operation.Item1].Name, () => operations[operation.Item1].Run(operation.Item2));
        }
    }

    private void Run(int operation)
    {
        var (name, state, run) = operations[operation];
        var volume = ledger.Volumes.FirstOrDefault(v => v.State == state && !v.IsUnsure);
        if (volume is not null)
        {
            machine.Run($"{name} volume {volume.Number}", () => run(volume));
        }
    }
}

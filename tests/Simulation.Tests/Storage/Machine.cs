using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.Scrubbing;
using CloudControl.Simulation.Tests.Storage.Disks;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>A history that was played.</summary>
/// <param name="Crashes">How often the machine stopped.</param>
/// <param name="Faults">How often each fault struck, by <see cref="DiskFault"/>.</param>
/// <param name="Finding">What went wrong, with what had happened until then; null when nothing did.</param>
internal sealed record Played(int Crashes, int[] Faults, string? Finding);

/// <summary>
/// The machine a history is played on: runs operations until they are done, stop with the machine or fail with the disk, crashes, and
/// comes back looking at everything.
/// </summary>
internal sealed class Machine
{
    private readonly Dice dice;
    private readonly HistoryLoop loop = new();
    private readonly List<string> trace = [];
    private readonly int[] struck = new int[Enum.GetValues<DiskFault>().Length];
    private bool stopsByPowerCut;

    public Machine(Subject subject, Birth birth, DiskMemory memory, Dice dice)
    {
        memory.Begin(birth.Contents);
        this.dice = dice;
        Host = new HostUnderTest(subject, birth, subject.Disk(memory));
        Ledger = new Ledger(Host, dice.Fork());
    }

    public HostUnderTest Host { get; }

    public Ledger Ledger { get; }

    /// <summary>What survives a power cut, when it is not for the dice to decide.</summary>
    public Func<int, int, bool>? Survives { get; set; }

    private VolatileDisk Disk => Host.Disk;

    /// <summary>Opens the host and lets it live.</summary>
    public Played Play(int seed, Action live)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(loop);
        try
        {
            Finding.Unless(TryComplete(Host.OpenAsync()), () => "the machine stopped before anything happened");
            live();
            return new Played(Disk.Crashes, struck, null);
        }
        catch (Exception e)
        {
            // Whatever the host throws where the history expects none is a finding too: it does not serve what it promised to.
            var what = e is Finding ? e.Message : e.ToString();
            return new Played(Disk.Crashes, struck, $"SEED={seed}: {what}\n  {string.Join("\n  ", trace)}");
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>Counts what a fault did.</summary>
    public void Count(DiskFault fault, int times) => struck[(int)fault] += times;

    public void Trace(string what) => trace.Add(what);

    /// <summary>The machine stops at the write or flush after so many more.</summary>
    public void StopSoon(int accesses, bool powerCut)
    {
        Trace($"(the {(powerCut ? "power goes" : "process is killed")} at access {accesses} from here)");
        Disk.StopAfter(accesses);
        stopsByPowerCut = powerCut;
    }

    /// <summary>Something is wrong with the disk during the next operation.</summary>
    public void Arm(DiskFault fault, (long From, long To) where, int count)
    {
        Trace($"({fault} from byte {where.From} to {where.To}, {count})");
        Disk.Faults.Arm(fault, where, count, dice.Fork());
    }

    /// <summary>Runs an operation to where it ends, or the machine does.</summary>
    public void Run(string what, Func<Task> operation)
    {
        Trace(what);
        RunToEnd([operation]);
        Disk.Faults.Heal();
    }

    /// <summary>Runs operations beside each other: whenever one waits, the dice say who goes on.</summary>
    public void RunTogether(string what, IReadOnlyList<Func<Task>> operations)
    {
        Trace(what);
        Disk.FlushesTakeTime = true;
        RunToEnd(operations);
        Disk.FlushesTakeTime = false;
        Disk.Faults.Heal();
    }

    /// <summary>The power goes, and comes back; the host is not opened yet.</summary>
    public void LosePower()
    {
        loop.Abandon();
        Disk.LosePower(Survives ?? Survivors());
    }

    /// <summary>Runs what may fail in ways the caller judges.</summary>
    /// <returns>What it failed with, or null.</returns>
    public Exception? Attempt(Func<Task> operation)
    {
        var task = operation();
        loop.RunUntilQuiet(dice, Disk);
        Finding.Unless(task.IsCompleted, () => "an operation never ends");
        return task.Exception?.InnerException is { } failed and not Finding ? failed : Rethrown(task);

        static Exception? Rethrown(Task task)
        {
            task.GetAwaiter().GetResult();
            return null;
        }
    }

    /// <summary>Shuts the host as an operator would, and opens it.</summary>
    public void Reopen()
    {
        Trace("reopen");
        Disk.Faults.Heal();
        if (TryComplete(Host.CloseAsync()))
        {
            ComeBack(powerCut: false);
        }
    }

    /// <summary>The process ends here; with the power a part of the cache goes too.</summary>
    public void Crash(bool powerCut)
    {
        loop.Abandon();
        if (powerCut)
        {
            Disk.LosePower(Survives ?? Survivors());
        }
        else
        {
            Disk.Restart();
        }

        Disk.Faults.Heal();
        ComeBack(powerCut);
    }

    private void RunToEnd(IReadOnlyList<Func<Task>> operations)
    {
        var running = new Task[operations.Count];
        for (var i = 0; i < running.Length; i++)
        {
            running[i] = operations[i]();
        }

        loop.RunUntilQuiet(dice, Disk);
        if (Disk.Faults.Hits > 0)
        {
            struck[(int)Disk.Faults.Armed] += Disk.Faults.Hits;
            Trace($"struck: {Disk.Faults.Armed}");
        }

        if (Disk.IsOff)
        {
            Trace(stopsByPowerCut ? "power cut" : "killed");
            _ = HasFailedWithDisk(running);
            Crash(stopsByPowerCut);
            return;
        }

        Finding.Unless(Array.TrueForAll(running, t => t.IsCompleted), () => "an operation never ends");
        if (HasFailedWithDisk(running))
        {
            GoOnAfterFailure(operations);
        }
    }

    /// <summary>A worker asks again once the disk is well, or never gets to it.</summary>
    private void GoOnAfterFailure(IReadOnlyList<Func<Task>> operations)
    {
        var again = Disk.Faults.Armed != DiskFault.FlushError && dice.Once(2);   // after a flush that failed the host serves no more
        Disk.Faults.Heal();
        if (again)
        {
            Trace("failed; asked again");
            RunToEnd(operations);
        }
        else
        {
            Trace("failed; the machine stops");
            Crash(powerCut: dice.Once(2));
        }
    }

    /// <summary>Whether the disk let an operation down. An operation that failed for any other reason is a finding.</summary>
    private bool HasFailedWithDisk(Task[] running)
    {
        var failed = false;
        foreach (var task in running)
        {
            switch (task.Exception?.InnerException)
            {
                case null:
                case VolumeUnavailableException when running.Length > 1:
                    break;   // beside a quarantine whatever else is asked of the volume may come too late
                case IOException when Disk.Faults.Hits > 0:
                case ForeignBytesException when struck[(int)DiskFault.LyingZeroes] > 0:   // the lie is found out when the bytes are read back
                    failed = true;
                    break;
                default:
                    task.GetAwaiter().GetResult();
                    break;
            }
        }

        return failed;
    }

    private bool TryComplete(Task task)
    {
        loop.RunUntilQuiet(dice, Disk);
        if (Disk.IsOff)
        {
            Crash(stopsByPowerCut);
            return false;
        }

        Finding.Unless(task.IsCompleted, () => "an operation never ends");
        task.GetAwaiter().GetResult();
        return true;
    }

    /// <summary>Opens the host and looks at everything. When the machine stops meanwhile, that has been done all over again.</summary>
    private void ComeBack(bool powerCut) =>
        _ = TryComplete(Host.OpenAsync()) && TryComplete(Ledger.SettleAsync(powerCut)) && TryComplete(Host.VerifyAsync(Ledger.Volumes));

    /// <summary>Nothing, everything, a prefix, whole writes by chance, sectors of writes by chance.</summary>
    private Func<int, int, bool> Survivors()
    {
        var (kind, prefix, chance) = (dice.Roll(5), dice.Roll(8), dice.Fork());
        var (last, survives) = (-1, false);
        return kind switch
        {
            0 => (_, _) => false,
            1 => (_, _) => true,
            2 => (write, _) => write < prefix,
            3 => (write, _) =>
            {
                (last, survives) = (write, write == last ? survives : chance.Once(2));
                return survives;
            }
            ,
            _ => (_, _) => chance.Once(2),
        };
    }
}

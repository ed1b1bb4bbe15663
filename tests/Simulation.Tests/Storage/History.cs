using CloudControl.Simulation.Tests.Storage.Disks;
using CloudControl.Simulation.Tests.Storage.Operations;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>
/// One random history of one host: a few tenants, some operations, some of them beside each other, the machine stopped at any write or
/// flush of any of them, everything looked at after each crash. The seed decides all of it.
/// </summary>
internal sealed class History
{
    private const int OperationCount = 20;
    private const int LongestCut = 9;
    private const int MostTogether = 3;

    private static readonly string?[] Flags = [null, "", "true", "1", "yes", "maybe", "false", "0"];

    private static readonly DiskFault[] Passing =
        [DiskFault.ReadError, DiskFault.WriteError, DiskFault.FlushError, DiskFault.NoSpace, DiskFault.LyingZeroes, DiskFault.LyingZeroes];

    private readonly Dice dice;
    private readonly bool isFaulty;
    private readonly Damage damage;
    private bool lyingZeroes;
    private readonly Machine machine;
    private readonly Ledger ledger;
    private readonly DataOperations data;
    private readonly LifeOperations life;

    private History(int seed, Subject subject, DiskMemory memory)
    {
        dice = new Dice(unchecked((ulong)seed));
        var birth = dice.Once(24) ? Birth.Large : dice.Once(3) ? Birth.New : Birth.Used;
        machine = new Machine(subject, birth, memory, dice.Fork());
        ledger = machine.Ledger;
        isFaulty = dice.Once(3);
        data = new DataOperations(machine.Host, ledger, dice.Fork());
        life = new LifeOperations(machine.Host, ledger, dice.Fork());
        damage = new Damage(machine, data, life, dice.Fork());
    }

    /// <summary>Plays the history of a seed.</summary>
    public static Played Play(int seed, Subject subject, DiskMemory memory)
    {
        var history = new History(seed, subject, memory);
        return history.machine.Play(seed, history.Live);
    }

    private void Live()
    {
        for (var i = 0; i < OperationCount; i++)
        {
            if (dice.Once(6))
            {
                machine.StopSoon(dice.Roll(LongestCut), powerCut: !dice.Once(4));
            }

            if (isFaulty && dice.Once(5))
            {
                ArmFault();
            }

            Step();
        }

        if (dice.Once(8))
        {
            damage.Play();
            return;
        }

        machine.Trace("power cut at the end");
        machine.Crash(powerCut: true);
    }

    /// <summary>A fault of those after which everything must be as if it had not been: the operation fails, and is asked for again.</summary>
    private void ArmFault()
    {
        var fault = dice.OneOf(Passing);
        if (fault == DiskFault.LyingZeroes)
        {
            lyingZeroes = true;   // for the next scrub: what a guest zeroes itself is no promise of ours
            return;
        }

        var start = dice.Once(3) ? Birth.TextsAt : Birth.MetadataArea.Bytes;
        var from = start + (dice.Roll(16) * DiskMemory.PageBytes);
        machine.Arm(fault, (from, from + ((dice.Roll(8) + 1) * DiskMemory.PageBytes)), dice.Roll(4) + 1);
    }

    private void Step()
    {
        switch (dice.Roll(48))
        {
            case < 7:
                Run("create", ledger.Absent(), life.CreateAsync);
                break;
            case < 14:
                Run("write", ledger.Any(ModelState.Live), data.WriteAsync);
                break;
            case < 17:
                Run("write a part of", ledger.Any(ModelState.Live), data.WritePartAsync);
                break;
            case < 19:
                Run("zero a part of", ledger.Any(ModelState.Live), data.ZeroAsync);
                break;
            case < 20:
                Run("read", ledger.Any(ModelState.Live), data.ReadAsync);
                break;
            case < 23:
                Run("flush", ledger.Any(ModelState.Live), data.FlushAsync);
                break;
            case < 25:
                Run("export", ledger.Any(ModelState.Live), ExportAsync);
                break;
            case < 26:
                Run("rebuild", ledger.Any(ModelState.Live), RebuildAsync);
                break;
            case < 27:
                Run("extend", ledger.Any(ModelState.Live), life.ExtendAsync);
                break;
            case < 29:
                Run("quarantine", ledger.Any(ModelState.Live), life.QuarantineAsync);
                break;
            case < 31:
                Run("scrub a slice of", ledger.Any(ModelState.Quarantined), life.ScrubAsync);
                break;
            case < 37:
                Run("finish the destroy of", ledger.Any(ModelState.Quarantined), FinishDestroy());
                break;
            case < 38:
                Run("late create of", ledger.Any(ModelState.Gone, ModelState.Quarantined), life.CreateLateAsync);
                break;
            case < 40:
                Run("late scrub of", ledger.Any(ModelState.Gone), life.ScrubLateAsync);
                break;
            case < 41:
                Run("late release of", ledger.Any(ModelState.Gone), life.ReleaseLateAsync);
                break;
            case < 45:
                RunTogether();
                break;
            case < 46:
                machine.Reopen();
                break;
            default:
                machine.Trace("the process is killed");
                machine.Crash(powerCut: false);
                break;
        }
    }

    private void Run(string what, ModelVolume? volume, Func<ModelVolume, Task> operation)
    {
        if (volume is not null)
        {
            machine.Run($"{what} volume {volume.Number}", () => operation(volume));
        }
    }

    private Func<ModelVolume, Task> FinishDestroy()
    {
        var flag = dice.OneOf(Flags);
        return volume =>
        {
            if (lyingZeroes)
            {
                machine.Arm(DiskFault.LyingZeroes, default, dice.Roll(3) + 1);
                lyingZeroes = false;
            }

            machine.Trace($"(its destroy said scrub_data={flag ?? "nothing"})");
            return life.FinishDestroyAsync(volume, flag);
        };
    }

    private async Task ExportAsync(ModelVolume volume)
    {
        var image = ledger.Add(volume.Tenant, volume.Sectors);
        image.IsCopy = true;
        await life.CreateAsync(image);
        if (image.State == ModelState.Live)
        {
            await data.CopyAsync(volume, image);
        }
    }

    /// <summary>The new disk is laid and written while the old one is still there.</summary>
    private async Task RebuildAsync(ModelVolume volume)
    {
        var rebuilt = ledger.Add(volume.Tenant, volume.Sectors);
        await life.CreateAsync(rebuilt);
        if (rebuilt.State == ModelState.Live)
        {
            await data.WriteAsync(rebuilt);
            await data.FlushAsync(rebuilt);
            await life.QuarantineAsync(volume);
        }
    }

    /// <summary>Several operations at once. Those on one volume write different sectors, of one chunk as often as not.</summary>
    private void RunTogether()
    {
        var (live, destroyed) = (ledger.Any(ModelState.Live), ledger.Any(ModelState.Quarantined));
        var operations = new List<Func<Task>>();
        var names = new List<string>();
        var count = dice.Roll(MostTogether - 1) + 2;
        var chunk = live is null ? 0 : dice.Roll(live.Sectors / 8);
        for (var i = 0; i < count; i++)
        {
            var nth = i;
            switch (dice.Roll(9))
            {
                case 8 when live is not null && nth == 0:
                    Add($"extend volume {live.Number}", () => life.ExtendAsync(live));
                    break;
                case < 4 when live is not null:
                    Add($"write to volume {live.Number}", () => data.WriteAsync(live, (8 * chunk) + (2 * nth), 2));
                    break;
                case < 5 when live is not null:
                    Add($"flush volume {live.Number}", () => data.FlushAsync(live));
                    break;
                case < 6 when live is not null && nth == count - 1:
                    Add($"quarantine volume {live.Number}", () => life.QuarantineAsync(live));
                    break;
                case < 7 when destroyed is not null:
                    Add($"scrub volume {destroyed.Number}", () => life.ScrubAsync(destroyed));
                    break;
                default:
                    var created = ledger.Absent();
                    Add($"create volume {created.Number}", () => life.CreateAsync(created));
                    break;
            }
        }

        life.IsCrowded = true;
        machine.RunTogether(string.Join(" beside ", names), operations);
        life.IsCrowded = false;

        void Add(string name, Func<Task> operation)
        {
            names.Add(name);
            operations.Add(operation);
        }
    }
}

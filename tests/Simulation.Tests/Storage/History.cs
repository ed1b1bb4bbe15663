namespace CloudControl.Simulation.Tests.Storage;

/// <summary>
/// One random history of one host: a few tenants, thirty operations, the power cut at any write of any of them, everything
/// looked at after each crash. The seed decides all of it.
/// </summary>
internal sealed class History
{
    private const int OperationCount = 30;
    private const int LongestCut = 9;
    private const int SliceLimit = 20;

    private readonly Random random;
    private readonly HostUnderTest host;
    private readonly VolumeOperations operations;
    private readonly List<string> trace = [];

    /// <summary>A history that was played.</summary>
    /// <param name="PowerCuts">How often the power went.</param>
    /// <param name="Finding">What went wrong, with what had happened until then; null when nothing did.</param>
    public sealed record Played(int PowerCuts, string? Finding);

    private History(int seed, HostUnderTest host)
    {
        (random, this.host) = (new Random(seed), host);
        operations = new VolumeOperations(host, random);
    }

    /// <summary>Plays the history of a seed.</summary>
    public static async Task<Played> PlayAsync(int seed, Subject subject, DiskMemory memory)
    {
        memory.Begin(await Subject.BornAsync());
        var history = new History(seed, new HostUnderTest(subject, subject.Disk(memory)));
        try
        {
            await history.host.OpenAsync();
            for (var i = 0; i < OperationCount; i++)
            {
                await history.StepAsync();
            }

            history.trace.Add("power cut at the end");
            await history.LosePowerAsync();
            return new Played(history.host.Disk.Cuts, null);
        }
        catch (Exception e)
        {
            // Whatever the host throws where the history expects none is a finding too: it does not serve what it promised to.
            var what = e is Finding ? e.Message : e.ToString();
            return new Played(history.host.Disk.Cuts, $"SEED={seed}: {what}\n  {string.Join("\n  ", history.trace)}");
        }
    }

    private async Task StepAsync()
    {
        var cut = random.Next(6) == 0 ? random.Next(LongestCut) : (int?)null;
        if (cut is { } accesses)
        {
            host.Disk.CutAfter(accesses);
            trace.Add($"(the power goes at access {accesses} from here)");
        }

        try
        {
            await RunAsync();
        }
        catch (IOException) when (host.Disk.IsOff)
        {
            trace.Add("power cut");
        }

        if (host.Disk.IsOff)
        {
            await LosePowerAsync();
        }
    }

    private Task RunAsync()
    {
        switch (random.Next(40))
        {
            case < 7:
                return Run("create", operations.NewVolume(), operations.CreateAsync);
            case < 15:
                return Run("write", operations.Any(ModelState.Live), operations.WriteAsync);
            case < 17:
                return Run("read", operations.Any(ModelState.Live), operations.ReadAsync);
            case < 20:
                return Run("flush", operations.Any(ModelState.Live), operations.FlushAsync);
            case < 24:
                return Run("quarantine", operations.Any(ModelState.Live), operations.QuarantineAsync);
            case < 26:
                return Run("scrub a slice of", operations.Any(ModelState.Quarantined), operations.ScrubAsync);
            case < 33:
                return Run("scrub and release", operations.Any(ModelState.Quarantined), ScrubAndReleaseAsync);
            case < 34:
                return Run("release unscrubbed", operations.Any(ModelState.Quarantined), operations.ReleaseDeclinedAsync);
            case < 35:
                return Run("late create of", operations.Any(ModelState.Gone, ModelState.Quarantined), operations.CreateLateAsync);
            case < 37:
                return Run("late scrub of", operations.Any(ModelState.Gone), operations.ScrubLateAsync);
            case < 38:
                return ReopenAsync();
            default:
                trace.Add("the process is killed");
                return ComeBackAsync(powerCut: false);
        }
    }

    private async Task Run(string what, ModelVolume? volume, Func<ModelVolume, Task> carryOut)
    {
        if (volume is not null)
        {
            trace.Add($"{what} volume {volume.Number}");
            await carryOut(volume);
        }
    }

    private async Task ScrubAndReleaseAsync(ModelVolume volume)
    {
        for (var slice = 0; volume.Receipt is null; slice++)
        {
            Finding.Unless(slice < SliceLimit, () => $"volume {volume.Number}: no receipt after {SliceLimit} slices");
            await operations.ScrubAsync(volume);
        }

        await operations.ReleaseScrubbedAsync(volume);
    }

    private async Task ReopenAsync()
    {
        trace.Add("reopen");
        await host.CloseAsync();
        if (!host.Disk.IsOff)
        {
            await ComeBackAsync(powerCut: false);
        }
    }

    private async Task LosePowerAsync()
    {
        // Nothing, everything, a prefix, whole writes by chance, sectors of writes by chance.
        var (kind, prefix, chance) = (random.Next(5), random.Next(8), new Random(random.Next()));
        var writes = new Dictionary<int, bool>();
        host.Disk.LosePower((write, _) => kind switch
        {
            0 => false,
            1 => true,
            2 => write < prefix,
            3 => writes.TryGetValue(write, out var survives) ? survives : writes[write] = chance.Next(2) == 0,
            _ => chance.Next(2) == 0,
        });
        await ComeBackAsync(powerCut: true);
    }

    private async Task ComeBackAsync(bool powerCut)
    {
        await host.OpenAsync();
        await operations.SettleAsync(powerCut);
        await host.VerifyAsync(operations.Volumes);
    }
}

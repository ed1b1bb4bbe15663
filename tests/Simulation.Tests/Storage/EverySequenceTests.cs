using CloudControl.Simulation.Tests.Storage.Disks;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>All sequences of up to three operations, each stopped everywhere.</summary>
public sealed class EverySequenceTests(ITestOutputHelper output)
{
    private const int FewestPlays = 10_000;

    /// <summary>Nothing of what was not flushed, all of it, or every other sector.</summary>
    private static readonly Func<int, int, bool>[] Survivors = [(_, _) => false, (_, _) => true, (write, sector) => ((write + sector) & 1) == 0];

    [Fact]
    public void No_stop_anywhere_in_any_short_sequence_shows_a_foreign_byte_or_loses_a_flushed_one()
    {
        var (plays, finding) = (0, (string?)null);
        var gate = new Lock();
        Parallel.ForEach(
            Sequences(),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => new DiskMemory(Birth.LargestDisk),
            (sequence, loop, memory) =>
            {
                var (count, found) = StopEverywhere(memory, sequence);
                lock (gate)
                {
                    plays += count;
                    finding ??= found;
                }

                if (found is not null)
                {
                    loop.Stop();
                }

                return memory;
            },
            _ => { });
        Assert.Null(finding);
        Assert.True(plays > FewestPlays, $"only {plays} stops were played");
        output.WriteLine($"{Sequences().Count()} sequences, {plays} of them with a stop, all ended well");
    }

    private static (int Plays, string? Finding) StopEverywhere(DiskMemory memory, int[] sequence)
    {
        var (plays, whole) = (0, EverySequence.Play(memory, sequence, stopAt: null, Survivors[0]));
        if (whole.Finding is not null)
        {
            return (plays, whole.Finding);
        }

        for (var access = 0; access < whole.Accesses; access++)
        {
            foreach (var survives in Survivors)
            {
                plays++;
                if (EverySequence.Play(memory, sequence, access, survives).Finding is { } finding)
                {
                    return (plays, $"stopped at access {access}: {finding}");
                }
            }
        }

        return (plays, null);
    }

    private static IEnumerable<int[]> Sequences() =>
        from length in Enumerable.Range(1, EverySequence.LongestSequence)
        from number in Enumerable.Range(0, (int)Math.Pow(EverySequence.Alphabet, length))
        select Digits(number, length);

    private static int[] Digits(int number, int length)
    {
        var digits = new int[length];
        for (var i = length - 1; i >= 0; i--)
        {
            (number, digits[i]) = Math.DivRem(number, EverySequence.Alphabet);
        }

        return digits;
    }
}

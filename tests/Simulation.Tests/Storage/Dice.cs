namespace CloudControl.Simulation.Tests.Storage;

/// <summary>
/// The chance of one history: splitmix64, so that a seed means the same numbers on every machine and every version of .NET, and a
/// new one costs nothing.
/// </summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed * 0x9E3779B97F4A7C15;

    /// <summary>0 to <paramref name="sides"/> - 1.</summary>
    public int Roll(int sides) => (int)(((Next() >> 32) * (ulong)sides) >> 32);

    /// <summary>True once in so many times.</summary>
    public bool Once(int inSoMany) => Roll(inSoMany) == 0;

    public T OneOf<T>(IReadOnlyList<T> things) => things[Roll(things.Count)];

    /// <summary>Dice of their own, so that how often they are thrown changes nothing for these.</summary>
    public Dice Fork() => new(Next());

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

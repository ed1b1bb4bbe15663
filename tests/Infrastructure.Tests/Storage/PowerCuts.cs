namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>What a power cut may leave of the writes no flush followed.</summary>
internal static class PowerCuts
{
    /// <summary>
    /// Nothing, everything, whole writes by chance, sectors of writes by chance; each as
    /// <see cref="Testing.Storage.RecordingDisk.AfterPowerCut"/> asks.
    /// </summary>
    public static IEnumerable<Func<int, int, bool>> Survivors(int unflushed, Random random)
    {
        yield return (_, _) => false;
        if (unflushed > 0)
        {
            yield return (_, _) => true;
            var writes = Enumerable.Range(0, unflushed).Select(_ => random.Next(2) == 0).ToArray();
            yield return (write, _) => writes[write];
            yield return (_, _) => random.Next(2) == 0;
        }
    }
}

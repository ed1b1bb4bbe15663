using System.Globalization;

namespace CloudControl.Simulation.Tests.Cloud;

/// <summary>
/// A wall clock that can be set while processes run by it, as an operator or a time server sets one: libfaketime between the process and
/// the C library. Elapsed time goes on as ever. Where the library is not installed there is no such clock.
/// </summary>
/// <param name="file">Holds how wrong the clock is; processes look at it about once a second.</param>
internal sealed class SteppedClock(string file)
{
    private const string SharedMemory = "/dev/shm";

    private static readonly string? Library = Directory.Exists("/usr/lib")
        ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu*").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
        : null;

    public static bool IsAvailable => Library is not null;

    /// <summary>What makes a process live by it; nothing where there is none.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; } = !IsAvailable ? new Dictionary<string, string>() : new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Library!,
        ["FAKETIME_TIMESTAMP_FILE"] = file,
        ["FAKETIME_CACHE_DURATION"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",     // with it, .NET's timed waits end too soon
        ["NO_FAKE_STAT"] = "1",
    };

    /// <summary>Sets the clock to the true time and this much more.</summary>
    public void Set(TimeSpan ahead)
    {
        var draft = file + ".new";
        File.WriteAllText(draft, string.Create(CultureInfo.InvariantCulture, $"{(ahead < TimeSpan.Zero ? '-' : '+')}{Math.Abs(ahead.TotalSeconds):0.###}\n"));
        File.Move(draft, file, overwrite: true);     // nobody reads half a number
    }

    /// <summary>Removes what the library leaves behind of a process that could not do so itself.</summary>
    public static void Forget(int process)
    {
        File.Delete(Path.Combine(SharedMemory, $"faketime_shm_{process}"));
        File.Delete(Path.Combine(SharedMemory, $"sem.faketime_sem_{process}"));
    }
}

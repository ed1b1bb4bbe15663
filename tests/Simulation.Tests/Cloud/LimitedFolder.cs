using System.Runtime.InteropServices;

namespace CloudControl.Simulation.Tests.Cloud;

/// <summary>
/// A folder with a file system of its own that can be full at a word: a tmpfs whose limit is lowered to what it holds. Who may not
/// mount has none.
/// </summary>
internal sealed partial class LimitedFolder : IDisposable
{
    private const ulong Remount = 32;     // Linux numbers: MS_REMOUNT (mount(2)), MNT_DETACH (umount(2))
    private const int Detach = 2;
    private const int MostTries = 20;

    /// <summary>What it holds at most; the memory it takes is what was written.</summary>
    private const long Room = 4L << 30;

    private readonly string folder;

    private LimitedFolder(string folder) => this.folder = folder;

    /// <summary>Mounts it on an empty folder; null where that is not allowed.</summary>
    public static LimitedFolder? TryMount(string folder) =>
        OperatingSystem.IsLinux() && Mount("cloudcontrol-test", folder, "tmpfs", 0, SizeOf(Room)) == 0 ? new LimitedFolder(folder) : null;

    /// <summary>From now on there is no room for a byte more.</summary>
    public void Fill()
    {
        for (var attempt = 1; ; attempt++)
        {
            var drive = new DriveInfo(folder);
            if (Mount("cloudcontrol-test", folder, "tmpfs", Remount, SizeOf(drive.TotalSize - drive.TotalFreeSpace)) == 0)
            {
                return;
            }

            Assert.True(attempt < MostTries, $"{folder} could not be filled: error {Marshal.GetLastPInvokeError()}");     // it grew meanwhile
        }
    }

    public void MakeRoom() => Assert.Equal(0, Mount("cloudcontrol-test", folder, "tmpfs", Remount, SizeOf(Room)));

    public void Dispose() => _ = Unmount(folder, Detach);

    private static string SizeOf(long bytes) => $"size={bytes}";

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string fileSystem, ulong flags, string options);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}

namespace CloudControl.Simulation.Tests.Cloud;

/// <summary>A folder of PostgreSQL's binaries in which the server lives by a clock that can be set, for <c>scripts/pg.sh</c>'s PG_BIN.</summary>
internal static class ClockedBinaries
{
    private const string Installed = "/usr/lib/postgresql";
    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <returns>The folder, made when it is missing; null where clocks cannot be set or PostgreSQL is installed in no place we know.</returns>
    public static string? TryMake(string folder, SteppedClock clock)
    {
        if (OperatingSystem.IsWindows() || !SteppedClock.IsAvailable || !Directory.Exists(Installed))
        {
            return null;
        }

        var newest = Directory.EnumerateDirectories(Installed).OrderByDescending(major => int.TryParse(Path.GetFileName(major), out var number) ? number : 0)
            .Select(major => Path.Combine(major, "bin")).FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")));
        if (newest is null || Directory.Exists(folder))
        {
            return newest is null ? null : folder;
        }

        Directory.CreateDirectory(folder, ForAll);     // the server may be somebody else than we are
        File.CreateSymbolicLink(Path.Combine(folder, "initdb"), Path.Combine(newest, "initdb"));
        var server = Path.Combine(folder, "postgres");
        var environment = string.Join(' ', clock.Environment.Select(e => $"{e.Key}='{e.Value}'"));
        File.WriteAllText(server, $"#!/bin/sh\nexec env {environment} {newest}/postgres \"$@\"\n");
        File.SetUnixFileMode(server, ForAll);
        return folder;
    }

    public static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

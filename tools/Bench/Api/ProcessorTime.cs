using System.Globalization;

namespace CloudControl.Bench.Api;

/// <summary>
/// The processor time that the API, PostgreSQL and the load itself have used so far. Unlike a rate it does not depend on what else the machine
/// does. From Linux's <c>/proc</c> (proc_pid_stat(5)); elsewhere there is none to tell.
/// </summary>
/// <param name="Api">The API process.</param>
/// <param name="Database">PostgreSQL's postmaster and all its processes, those that ended too.</param>
/// <param name="Load">This process.</param>
internal sealed record ProcessorTime(TimeSpan Api, TimeSpan Database, TimeSpan Load)
{
    private const double TicksPerSecond = 100;     // USER_HZ, on every architecture we run on

    /// <summary>Null where there is no <c>/proc</c>.</summary>
    /// <param name="api">The API's process id.</param>
    /// <param name="postmaster">PostgreSQL's.</param>
    public static ProcessorTime? Read(int api, int postmaster)
    {
        if (!File.Exists("/proc/self/stat"))
        {
            return null;
        }

        var database = Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _))
            .Select(folder => Stat.Read(Path.Combine(folder, "stat"))).OfType<Stat>()
            .Where(process => process.Id == postmaster || process.Parent == postmaster);
        return new ProcessorTime(Of(api), TimeSpan.FromSeconds(database.Sum(p => p.Own + (p.Id == postmaster ? p.Children : 0)) / TicksPerSecond), Of(Environment.ProcessId));
    }

    public static ProcessorTime operator -(ProcessorTime later, ProcessorTime earlier) =>
        new(later.Api - earlier.Api, later.Database - earlier.Database, later.Load - earlier.Load);

    /// <summary>What one of so many requests took: microseconds of a processor, rounded.</summary>
    public string PerRequest(double requests) => string.Create(
        CultureInfo.InvariantCulture,
        $"API {Api.TotalMicroseconds / requests:f0}, PostgreSQL {Database.TotalMicroseconds / requests:f0}, load {Load.TotalMicroseconds / requests:f0}");

    private static TimeSpan Of(int process) => TimeSpan.FromSeconds((Stat.Read($"/proc/{process}/stat")?.Own ?? 0) / TicksPerSecond);

    /// <summary>Of one process: who started it, its own ticks and those of children that ended.</summary>
    private sealed record Stat(int Id, int Parent, long Own, long Children)
    {
        private const int ParentAt = 1;
        private const int UserTimeAt = 11;

        /// <summary>Null when the process is gone.</summary>
        public static Stat? Read(string file)
        {
            try
            {
                // "1234 (its name) S 1 …": the name may have spaces and brackets of its own.
                var text = File.ReadAllText(file);
                var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
                long Number(int at) => long.Parse(fields[at], CultureInfo.InvariantCulture);
                return new Stat(
                    int.Parse(text[..text.IndexOf(' ', StringComparison.Ordinal)], CultureInfo.InvariantCulture), (int)Number(ParentAt),
                    Number(UserTimeAt) + Number(UserTimeAt + 1), Number(UserTimeAt + 2) + Number(UserTimeAt + 3));
            }
            catch (IOException)
            {
                return null;
            }
        }
    }
}

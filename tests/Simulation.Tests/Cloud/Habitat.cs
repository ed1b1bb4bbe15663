namespace CloudControl.Simulation.Tests.Cloud;

/// <summary>What one process lives in, however often it is started: its way to the database, its wall clock, the file of all it printed.</summary>
internal sealed class Habitat : IDisposable
{
    /// <param name="folder">Where its files are.</param>
    /// <param name="name">Whose it is.</param>
    /// <param name="database">To which it is linked.</param>
    public Habitat(string folder, string name, DatabaseProcess database)
    {
        Directory.CreateDirectory(folder);
        Link = new DatabaseLink(database.SocketFolder);
        ConnectionString = DatabaseProcess.ConnectionStringBy(Link.Folder);
        Clock = new SteppedClock(Path.Combine(folder, name + ".clock"));
        Clock.Set(TimeSpan.Zero);
        LogFile = Path.Combine(folder, name + ".log");
    }

    public DatabaseLink Link { get; }

    public string ConnectionString { get; }

    public SteppedClock Clock { get; }

    public string LogFile { get; }

    public void Dispose() => Link.Dispose();
}

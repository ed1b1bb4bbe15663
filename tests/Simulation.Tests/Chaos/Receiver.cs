using CloudControl.Simulation.Tests.Cloud;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>A customers' receiver of webhooks, a process of its own at an address that stays: what it took is in a file.</summary>
internal sealed class Receiver(string folder)
{
    private readonly int port = LastingPort.Choose();
    private readonly string file = Path.Combine(folder, "received");

    public string Url => $"http://127.0.0.1:{port}/hook";

    public CloudProcess Start(string logFile) => CloudProcess.Start("receiver", typeof(CloudControl.Receiver.Program), [$"{port}", file], logFile: logFile);

    /// <summary>Messages by id, with how often each was taken. Read it when nothing is sent any more.</summary>
    public IReadOnlyDictionary<string, int> ReadTaken() => File.Exists(file)
        ? File.ReadLines(file).GroupBy(id => id).ToDictionary(of => of.Key, of => of.Count())
        : new Dictionary<string, int>();
}

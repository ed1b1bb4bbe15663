using CloudControl.Simulation.Tests.Cloud;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>
/// The cloud's services and a customers' receiver under a supervisor, as an operator would run them: whatever ends, for whatever reason,
/// is started again at once. Both workers may serve every host; who has a host's disk locked does.
/// </summary>
internal sealed class Services : IAsyncDisposable
{
    private const int LinesTold = 20;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource end = new();
    private readonly Service[] services;
    private readonly Task watch;

    public Services(ProcessCloud cloud, Receiver receiver)
    {
        services =
        [
            new("API", new Habitat(cloud.Folder, "api", cloud.Database), cloud.StartApi),
            new("first worker", new Habitat(cloud.Folder, "worker-1", cloud.Database), habitat => cloud.StartWorker(habitat, [.. cloud.HostNames])),
            new("second worker", new Habitat(cloud.Folder, "worker-2", cloud.Database), habitat => cloud.StartWorker(habitat, [.. cloud.HostNames.Reverse()])),
            new("receiver", new Habitat(cloud.Folder, "receiver", cloud.Database), habitat => receiver.Start(habitat.LogFile)),
        ];
        watch = WatchAsync();
    }

    public Service Api => services[0];

    public IReadOnlyList<Service> Workers => services[1..3];

    public Service Receiver => services[3];

    /// <summary>Keeps all they printed in all their lives; where that is, and their last words, for a failure's message.</summary>
    public string Logs
    {
        get
        {
            var kept = Directory.CreateTempSubdirectory("chaos-").FullName;
            foreach (var service in services.Where(s => File.Exists(s.Habitat.LogFile)))
            {
                File.Copy(service.Habitat.LogFile, Path.Combine(kept, Path.GetFileName(service.Habitat.LogFile)));
            }

            return $"all they printed is in {kept}\n" + string.Join("\n", services.Select(s => $"--- {s.Name}, started {s.Starts} times\n{s.Process.LastLines(LinesTold)}"));
        }
    }

    public int Starts => services.Sum(s => s.Starts);

    /// <summary>Asks all to stop; a worker that is asked gives back what it holds.</summary>
    public async Task StopAsync()
    {
        await end.CancelAsync();
        await watch;
        foreach (var service in services)
        {
            await service.Process.StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await watch;
        foreach (var service in services)
        {
            service.Process.Dispose();
            service.Habitat.Dispose();
        }

        end.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!end.IsCancellationRequested)
        {
            foreach (var service in services.Where(s => s.Process.HasExited))
            {
                service.Restart();
            }

            await Task.Delay(Look, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

using CloudControl.Simulation.Tests.Cloud;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>
/// The cloud's services under a supervisor, as an operator would run them: whatever ends, for whatever reason, is started again at
/// once. Both workers may serve every host; who has a host's disk locked does.
/// </summary>
internal sealed class Services : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource end = new();
    private readonly Service[] services;
    private readonly Task watch;

    public Services(ProcessCloud cloud)
    {
        services =
        [
            new("API", cloud.StartApi),
            new("first worker", () => cloud.StartWorker([.. cloud.HostNames])),
            new("second worker", () => cloud.StartWorker([.. cloud.HostNames.Reverse()])),
        ];
        watch = WatchAsync();
    }

    public Service Api => services[0];

    public IReadOnlyList<Service> Workers => services[1..];

    /// <summary>The last words of all, for a failure's message.</summary>
    public string Logs => string.Join("\n", services.Select(s => $"--- {s.Name}, started {s.Starts} times\n{s.Process.Log}"));

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

/// <summary>One supervised process.</summary>
internal sealed class Service(string name, Func<CloudProcess> start)
{
    private readonly Lock gate = new();

    public string Name => name;

    public CloudProcess Process { get; private set; } = start();

    public int Starts { get; private set; } = 1;

    public void Restart()
    {
        lock (gate)
        {
            Process.Dispose();
            Process = start();
            Starts++;
        }
    }

    public void Kill()
    {
        lock (gate)
        {
            Process.Kill();
        }
    }

    /// <summary>Stops the time for it for a while; who is gone by then was started anew.</summary>
    public async Task FreezeAsync(TimeSpan time)
    {
        CloudProcess frozen;
        lock (gate)
        {
            frozen = Process;
            if (frozen.HasExited)
            {
                return;
            }

            frozen.Freeze();
        }

        await Task.Delay(time);
        frozen.Thaw();     // nobody else ends it meanwhile: misfortunes come one after the other
    }
}

using CloudControl.Simulation.Tests.Cloud;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>One supervised process, in what it lives in.</summary>
internal sealed class Service(string name, Habitat habitat, Func<Habitat, CloudProcess> start)
{
    private readonly Lock gate = new();

    public string Name => name;

    public Habitat Habitat => habitat;

    public CloudProcess Process { get; private set; } = start(habitat);

    public int Starts { get; private set; } = 1;

    public void Restart()
    {
        lock (gate)
        {
            Process.Dispose();
            Process = start(habitat);
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

    /// <summary>Parts it from the database for a while, without a word to either. What was under way arrives then, or never.</summary>
    public async Task PartAsync(TimeSpan time, bool forGood)
    {
        habitat.Link.FallSilent();
        await Task.Delay(time);
        if (forGood)
        {
            habitat.Link.Cut();
        }

        habitat.Link.Resume();
    }
}

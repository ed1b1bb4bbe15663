namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>What one customer does with block volumes and their snapshots.</summary>
internal sealed class OwnVolumes(string name, Requests requests, Random random, Promises promises, OwnDroplets droplets)
{
    private const int Most = 5;
    private const int MostSnapshots = 3;
    private const int LargestGib = 3;

    private readonly List<Guid> mine = [];
    private readonly List<Guid> snapshots = [];
    private readonly Dictionary<Guid, long> attached = [];
    private readonly Dictionary<Guid, int> sizes = [];
    private int wishes;

    public async Task OrderAsync()
    {
        var filesystem = random.Next(4) == 0 ? "ext4" : "";
        await OrderAsync(filesystem.Length == 0, wish => new { name = wish, region = ProcessCloud.Region, size_gigabytes = 1, filesystem_type = filesystem });
    }

    /// <summary>A volume that holds what a snapshot holds.</summary>
    public async Task OrderCopyAsync()
    {
        if (snapshots.Count > 0)
        {
            var snapshot = snapshots[random.Next(snapshots.Count)];
            await OrderAsync(promises.Volumes.IsNeverWritten(snapshot), wish => new { name = wish, snapshot_id = snapshot });
        }
    }

    public async Task AttachAsync()
    {
        if (Any(mine) is { } volume && droplets.Any is { } droplet
            && await ActAsync(volume, new { type = "attach", droplet_id = droplet }))
        {
            attached[volume] = droplet;
        }
    }

    public async Task DetachAsync()
    {
        if (Any([.. attached.Keys]) is { } volume && await ActAsync(volume, new { type = "detach", droplet_id = attached[volume] }))
        {
            attached.Remove(volume);
        }
    }

    public async Task GrowAsync()
    {
        if (Any(mine) is { } volume && sizes[volume] < LargestGib
            && await ActAsync(volume, new { type = "resize", size_gigabytes = sizes[volume] + 1 }, grows: true))
        {
            sizes[volume]++;
        }
    }

    public async Task SnapshotAsync()
    {
        if (Any(mine) is not { } volume || snapshots.Count >= MostSnapshots)
        {
            return;
        }

        var wish = $"{name}-volume-snapshot-{wishes++}";
        var (status, answer) = await requests.PostAsync($"/v2/volumes/{volume}/snapshots", new { name = wish });
        if (status == 201)
        {
            var id = Guid.Parse(answer.GetProperty("snapshot").GetProperty("id").GetString()!);
            promises.Volumes.Snapshot(id, of: volume);
            snapshots.Add(id);
        }
    }

    public async Task DeleteSnapshotAsync()
    {
        if (Any(snapshots) is { } snapshot)
        {
            await DeleteAsync(snapshot, snapshots, $"/v2/snapshots/{snapshot}");
        }
    }

    /// <summary>One that is attached is refused; it may be another time.</summary>
    public async Task DeleteAsync()
    {
        if (Any(mine) is { } volume)
        {
            await DeleteAsync(volume, mine, $"/v2/volumes/{volume}");
        }
    }

    private async Task OrderAsync(bool isBlank, Func<string, object> order)
    {
        if (mine.Count >= Most)
        {
            return;
        }

        var wish = $"{name}-volume-{wishes++}";
        var (status, answer) = await requests.PostAsync("/v2/volumes", order(wish));
        if (status is null or >= 500)
        {
            promises.Volumes.Unanswered(wish);
        }

        if (status == 201)
        {
            var volume = answer.GetProperty("volume");
            var id = Guid.Parse(volume.GetProperty("id").GetString()!);
            promises.Volumes.Volume(id, isBlank);
            sizes[id] = volume.GetProperty("size_gigabytes").GetInt32();
            mine.Add(id);
        }
    }

    private async Task<bool> ActAsync(Guid volume, object action, bool grows = false)
    {
        var (status, answer) = await requests.PostAsync($"/v2/volumes/{volume}/actions", action);
        if (status != 202)
        {
            return false;
        }

        var id = answer.GetProperty("action").GetProperty("id").GetInt64();
        promises.Action(id);
        if (grows)
        {
            promises.Volumes.Grown(volume, sizes[volume] + 1, id);
        }

        return true;
    }

    private async Task DeleteAsync(Guid id, List<Guid> among, string path)
    {
        promises.Volumes.Doomed(id);
        var (status, answer) = await requests.DeleteAsync(path);
        if (status is 204 or 404)
        {
            among.Remove(id);
            attached.Remove(id);
        }

        if (status == 204)
        {
            promises.Volumes.Destroyed(id);
            promises.Action(answer.GetInt64());
        }
    }

    private Guid? Any(List<Guid> ids) => ids.Count == 0 ? null : ids[random.Next(ids.Count)];
}

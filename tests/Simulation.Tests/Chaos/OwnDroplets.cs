namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>What one customer does with droplets.</summary>
internal sealed class OwnDroplets(string name, Requests requests, Random random, Promises promises)
{
    private const int Most = 8;

    /// <summary>Where former tenants were everywhere, a scrub writes and reads the whole disk.</summary>
    private const int ScrubsOneIn = 4;

    private readonly List<long> mine = [];
    private int wishes;
    private int batch;

    /// <summary>One of them; null when there is none.</summary>
    public long? Any => mine.Count == 0 ? null : mine[random.Next(mine.Count)];

    private string Tag => $"{name}-batch-{batch}";

    /// <summary>Orders a droplet; null when nobody promised one.</summary>
    public async Task<long?> OrderAsync()
    {
        if (mine.Count >= Most)
        {
            return null;
        }

        var wish = $"{name}-{wishes++}";
        var image = random.Next(4) == 0 ? "debian-12-x64" : Promises.Blank;
        string[] tags = random.Next(4) == 0 ? [Tag] : [];
        var order = new { name = wish, region = ProcessCloud.Region, size = ProcessCloud.Small, image, tags };
        var (status, answer) = await requests.PostAsync("/v2/droplets", order);
        if (status is null or >= 500)
        {
            promises.Unanswered(wish);
        }

        if (status != 202)
        {
            return null;
        }

        var id = answer.GetProperty("droplet").GetProperty("id").GetInt64();
        promises.Droplet(id, wish, image == Promises.Blank);
        promises.Action(answer.GetProperty("links").GetProperty("actions")[0].GetProperty("id").GetInt64());
        mine.Add(id);
        if (tags.Length > 0)
        {
            promises.Tagged(id, Tag);
        }

        return id;
    }

    public async Task LookAsync()
    {
        if (Any is { } droplet)
        {
            await requests.GetAsync($"/v2/droplets/{droplet}");
        }
    }

    public async Task ActAsync()
    {
        if (Any is { } droplet)
        {
            await ActAsync(droplet, random.Next(8) switch
            {
                0 => new { type = "rename", name = $"{name}-renamed-{wishes++}" },
                1 => new { type = "rebuild", image = "debian-12-x64" },
                2 => new { type = "snapshot", name = $"{name}-snapshot-{wishes++}" },
                3 => new { type = "resize", size = ProcessCloud.Large, disk = true },
                4 => new { type = "power_on" },
                5 => new { type = "power_cycle" },
                6 => new { type = "reboot" },
                _ => new { type = "power_off" },
            });
        }
    }

    /// <summary>Asks for a droplet action. Whatever the answer is, a rebuild may have been done.</summary>
    public async Task ActAsync(long droplet, object action)
    {
        if (action.ToString()!.Contains("rebuild", StringComparison.Ordinal))
        {
            promises.Written(droplet);
        }

        var (status, answer) = await requests.PostAsync($"/v2/droplets/{droplet}/actions", action);
        if (status == 201)
        {
            promises.Action(answer.GetProperty("action").GetProperty("id").GetInt64());
        }
    }

    public async Task DestroyAsync()
    {
        if (Any is not { } droplet)
        {
            return;
        }

        promises.Doomed(droplet);
        var (status, answer) = await requests.DeleteAsync($"/v2/droplets/{droplet}?scrub={Scrub()}");
        if (status is 204 or 404)
        {
            mine.Remove(droplet);     // a 404: an earlier try, whose answer was lost, has done it
        }

        if (status == 204)
        {
            promises.Destroyed(droplet);
            promises.Action(answer.GetInt64());
        }
    }

    /// <summary>All of a batch at once, those whose order was never answered included.</summary>
    public async Task DestroyTaggedAsync()
    {
        var (tag, doomed) = (Tag, promises.WithTag(Tag));
        batch++;     // nobody joins it any more
        doomed.ForEach(promises.Doomed);
        var (status, _) = await requests.DeleteAsync($"/v2/droplets?tag_name={tag}&scrub={Scrub()}");
        if (status == 204)
        {
            doomed.ForEach(promises.Destroyed);
            mine.RemoveAll(doomed.Contains);
        }
    }

    private string Scrub() => random.Next(ScrubsOneIn) == 0 ? "true" : "false";
}

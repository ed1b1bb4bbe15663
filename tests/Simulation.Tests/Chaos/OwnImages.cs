using System.Text.Json;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>What one customer does with the snapshots of droplets: goes back to one, copies one to another region, deletes one.</summary>
internal sealed class OwnImages(Requests requests, Random random, Promises promises, OwnDroplets droplets)
{
    public async Task RestoreAsync()
    {
        if (droplets.Any is { } droplet && await AnyAsync($"/v2/droplets/{droplet}/snapshots", "snapshots") is { } snapshot)
        {
            await droplets.ActAsync(droplet, new { type = "restore", image = snapshot });
        }
    }

    public async Task TransferAsync()
    {
        if (await AnyAsync() is not { } image)
        {
            return;
        }

        var (status, answer) = await requests.PostAsync($"/v2/images/{image}/actions", new { type = "transfer", region = ProcessCloud.OtherRegion });
        if (status == 201)
        {
            var action = answer.GetProperty("action").GetProperty("id").GetInt64();
            promises.Action(action);
            promises.Transferred(image, action);
        }
    }

    public async Task DeleteAsync()
    {
        if (await AnyAsync() is not { } image)
        {
            return;
        }

        promises.ImageDoomed(image);
        var (status, _) = await requests.DeleteAsync($"/v2/images/{image}");
        if (status == 204)
        {
            promises.ImageDeleted(image);
        }
    }

    private Task<long?> AnyAsync() => AnyAsync("/v2/images?private=true&per_page=200", "images");

    private async Task<long?> AnyAsync(string path, string member)
    {
        var (status, answer) = await requests.GetAsync(path);
        if (status != 200)
        {
            return null;
        }

        List<JsonElement> found = [.. answer.GetProperty(member).EnumerateArray()];
        return found.Count == 0 ? null : long.Parse(found[random.Next(found.Count)].GetProperty("id").ToString());
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CloudControl.Domain.Storage;

namespace CloudControl.Simulation.Tests.Cloud;

/// <summary>What a customer does with block volumes, each waited for until it is done.</summary>
internal static class CustomersVolumes
{
    /// <summary>Orders a block volume of 1 GiB and waits until it is there.</summary>
    public static async Task<VolumeId> CreateVolumeAsync(this CustomerClient client, string name, string? snapshot = null, string? filesystem = null)
    {
        var order = new { name, region = CloudUnderTest.Region, size_gigabytes = 1, snapshot_id = snapshot ?? "", filesystem_type = filesystem ?? "" };
        var id = await client.PostAsync("/v2/volumes", order, HttpStatusCode.Created, "volume");
        await client.UntilIdleAsync(id);
        return new VolumeId(Guid.Parse(id));
    }

    /// <summary>Takes a snapshot and waits until it is whole.</summary>
    /// <returns>Its id.</returns>
    public static async Task<VolumeId> SnapshotVolumeAsync(this CustomerClient client, VolumeId volume, string name)
    {
        var id = await client.PostAsync($"/v2/volumes/{volume.Value}/snapshots", new { name }, HttpStatusCode.Created, "snapshot");
        await client.UntilIdleAsync(volume.Value.ToString());
        return new VolumeId(Guid.Parse(id));
    }

    /// <summary>Begins an action on a volume and waits until it completed.</summary>
    public static async Task ActOnVolumeAsync(this CustomerClient client, VolumeId volume, object action)
    {
        var id = await client.PostAsync($"/v2/volumes/{volume.Value}/actions", action, HttpStatusCode.Accepted, "action");
        await client.WaitForAsync($"/v2/volumes/{volume.Value}/actions/{id}", "action", "completed");
    }

    /// <summary>Deletes a volume or a snapshot and waits until its bytes are scrubbed and its extents given back.</summary>
    public static async Task DeleteAsync(this CustomerClient client, string path)
    {
        using var answer = await client.Http.DeleteAsync(path);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        using (var gone = await client.Http.GetAsync(path))
        {
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }

        await client.WaitForAsync(answer.Headers.Location!.PathAndQuery, "action", "completed");
    }

    private static async Task<string> PostAsync(this CustomerClient client, string path, object body, HttpStatusCode expected, string member)
    {
        using var answer = await client.Http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"POST {path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement.GetProperty(member).GetProperty("id").ToString();
    }

    /// <summary>Waits until the volume's newest action has completed.</summary>
    private static async Task UntilIdleAsync(this CustomerClient client, string volume)
    {
        var newest = (await client.GetAsync($"/v2/volumes/{volume}/actions")).GetProperty("actions")[0].GetProperty("id").GetInt64();
        await client.WaitForAsync($"/v2/actions/{newest}", "action", "completed");
    }
}

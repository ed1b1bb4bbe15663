using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CloudControl.Simulation.Tests.Cloud;
using CloudControl.Testing;
using CloudControl.Testing.Storage;

namespace CloudControl.Simulation.Tests.Lives;

/// <summary>What a customer's URL leads to is what a droplet made from it finds on its disk, whichever way it was packed.</summary>
public sealed class ImportedImageTests(CloudUnderTest cloud) : IClassFixture<CloudUnderTest>
{
    private const int First = 5 * Qcow2Bytes.ClusterBytes;
    private const int Last = 700 * Qcow2Bytes.ClusterBytes;

    private static readonly byte[] Boot = Filled(0xC1);
    private static readonly byte[] Data = Filled(0xC2);

    public static TheoryData<string> Packings => ["raw", "qcow2"];

    [Theory]
    [MemberData(nameof(Packings))]
    public async Task A_droplet_of_an_imported_image_has_its_bytes_and_nothing_else(string packing)
    {
        await using var server = await ImageServer.WithAsync(packing == "raw" ? Raw() : Qcow2());
        var image = await ImportAsync(packing, server.Url + "/image");

        var droplet = await cloud.Client.CreateAsync($"of-{packing}", $"{image}");

        await using (var disk = await cloud.Host.OpenAsync(await Secrets.VolumeOfAsync(cloud, droplet), default))
        {
            foreach (var (offset, expected) in new[] { (First, Boot), (Last, Data) })
            {
                var found = new byte[expected.Length];
                await disk.ReadAsync(offset, found, default);
                Assert.True(expected.AsSpan().SequenceEqual(found), $"what is at {offset} is not the image's");
            }

            await disk.ShouldReadZeroAsync(0, First);
            await disk.ShouldReadZeroAsync(First + Boot.Length, Last);
            await disk.ShouldReadZeroAsync(Last + Data.Length, disk.Length);
        }

        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(droplet), "action", "completed");
        using var deleted = await cloud.Client.Http.DeleteAsync($"/v2/images/{image}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await cloud.ShouldBeCleanAsync();
    }

    private async Task<long> ImportAsync(string name, string url)
    {
        using var answer = await cloud.Client.Http.PostAsJsonAsync("/v2/images", new { name, url, region = CloudUnderTest.Region });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var image = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["image"]!["id"]!.GetValue<long>();
        await cloud.Client.WaitForAsync($"/v2/images/{image}", "image", "available");
        return image;
    }

    private static byte[] Raw()
    {
        var disk = new byte[Last + Data.Length];
        Boot.CopyTo(disk, First);
        Data.CopyTo(disk, Last);
        return disk;
    }

    private static byte[] Qcow2() => Qcow2Bytes.Of(3, Last + Data.Length, (First / Qcow2Bytes.ClusterBytes, Boot), (Last / Qcow2Bytes.ClusterBytes, Data));

    /// <summary>A cluster of which no two stretches are alike, so that none can stand in for another.</summary>
    private static byte[] Filled(byte salt)
    {
        var cluster = new byte[Qcow2Bytes.ClusterBytes];
        new Random(salt).NextBytes(cluster);
        return cluster;
    }
}

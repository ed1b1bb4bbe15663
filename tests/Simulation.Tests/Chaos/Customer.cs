namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>
/// A customer who does what comes to mind and believes what the API says: orders droplets and volumes, acts on them, copies them,
/// destroys them, whatever happens to the cloud meanwhile. Writes down what was promised, for <see cref="Promises"/>.
/// </summary>
internal sealed class Customer
{
    private readonly Random random;
    private readonly Requests requests;
    private readonly IReadOnlyList<(int Weight, Func<Task> Wish)> wishes;

    public Customer(string name, HttpClient http, Random random, Promises promises)
    {
        (this.random, Promises, requests) = (random, promises, new Requests(http));
        Droplets = new OwnDroplets(name, requests, random, promises);
        var volumes = new OwnVolumes(name, requests, random, promises, Droplets);
        var images = new OwnImages(requests, random, promises, Droplets);
        wishes =
        [
            (8, () => Droplets.OrderAsync()),
            (8, Droplets.ActAsync),
            (2, Droplets.LookAsync),
            (7, Droplets.DestroyAsync),
            (1, Droplets.DestroyTaggedAsync),
            (2, volumes.OrderAsync),
            (3, volumes.AttachAsync),
            (2, volumes.DetachAsync),
            (1, volumes.GrowAsync),
            (2, volumes.SnapshotAsync),
            (2, volumes.OrderCopyAsync),
            (1, volumes.DeleteSnapshotAsync),
            (2, volumes.DeleteAsync),
            (2, images.RestoreAsync),
            (1, images.TransferAsync),
            (2, images.DeleteAsync),
        ];
    }

    public HttpClient Http => requests.Http;

    public Promises Promises { get; }

    public OwnDroplets Droplets { get; }

    /// <summary>Goes on until it is enough; a request under way is waited for.</summary>
    public async Task LiveAsync(CancellationToken enough)
    {
        var all = wishes.Sum(w => w.Weight);
        while (!enough.IsCancellationRequested)
        {
            var dice = random.Next(all);
            await wishes.First(w => (dice -= w.Weight) < 0).Wish();
        }
    }
}

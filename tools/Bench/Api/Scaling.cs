using System.Globalization;

namespace CloudControl.Bench.Api;

/// <summary>The same requests to an account with a hundred droplets and to one with ten thousand, one at a time.</summary>
internal sealed class Scaling(Uri server, string token, BenchAccount account)
{
    private const int FewDroplets = 100;
    private const int ManyDroplets = 10_000;
    private const int PerPage = 20;
    private const int Repetitions = 60;
    private const int WarmUps = 30;
    private const double MostTimes = 2;

    private static readonly (string What, string Path)[] Reads =
    [
        ("first page", "/v2/droplets?page=1"),
        ("last page", "/v2/droplets?page={last}"),
        ("page in the middle", "/v2/droplets?page={middle}"),
        ("one by its name", "/v2/droplets?name=seed-50"),
        ($"tag of {BenchAccount.Few}", $"/v2/droplets?tag_name={BenchAccount.TagOfFew}"),
        ("tag of all", $"/v2/droplets?tag_name={BenchAccount.TagOfAll}"),
        ($"status of {BenchAccount.Few}", "/v2/droplets?status=off"),
        ("status of the others", "/v2/droplets?status=active"),
        ($"region of {BenchAccount.Few}", $"/v2/droplets?region={BenchAccount.OtherRegion}"),
        ("region of the others", $"/v2/droplets?region={BenchAccount.Region}"),
        ($"a tag and its {BenchAccount.Few} uses", $"/v2/tags/{BenchAccount.TagOfFew}"),
        ("all tags and their uses", "/v2/tags"),
        ("all actions, first page", "/v2/actions"),
    ];

    public async Task RunAsync()
    {
        var few = await MeasureAsync(FewDroplets);
        var many = await MeasureAsync(ManyDroplets);
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"one account's droplets",-34} {FewDroplets,10} {ManyDroplets,10} {"times",7}   (ms, medians; target: at most {MostTimes})"));
        foreach (var ((what, at100), (_, at10000)) in few.Zip(many))
        {
            var times = at10000 / at100;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{what,-34} {at100,10:f2} {at10000,10:f2} {times,7:f2}{(times > MostTimes ? "   MISSED" : "")}"));
        }
    }

    private async Task<List<(string What, double Milliseconds)>> MeasureAsync(int droplets)
    {
        await account.FillAsync(droplets);
        var last = droplets / PerPage;
        var times = new List<(string, double)>();
        foreach (var (what, path) in Reads)
        {
            var request = Request("GET", path
                .Replace("{last}", $"{last}", StringComparison.Ordinal).Replace("{middle}", $"{last / 2}", StringComparison.Ordinal));
            Load.Median(server, 200, Enumerable.Repeat(request, WarmUps));
            times.Add((what, Load.Median(server, 200, Enumerable.Repeat(request, Repetitions))));
        }

        // How long a destroy of ten takes in both accounts; and of forty, divided by four.
        var batches = Enumerable.Range(0, BenchAccount.Batches).Select(batch => DeleteBy(BenchAccount.TagOfBatch(batch)));
        times.Add(($"destroy {BenchAccount.InABatch} by their tag", Load.Median(server, 204, batches)));
        var large = Load.Median(server, 204, [DeleteBy(BenchAccount.LargeBatch)]);
        times.Add(($"... of {BenchAccount.InTheLargeBatch}, per {BenchAccount.InABatch}", large * BenchAccount.InABatch / BenchAccount.InTheLargeBatch));
        return times;
    }

    private byte[] DeleteBy(string tag) => Request("DELETE", $"/v2/droplets?tag_name={tag}");

    private byte[] Request(string method, string path) => HttpConnection.Request(server, token, method, path);
}

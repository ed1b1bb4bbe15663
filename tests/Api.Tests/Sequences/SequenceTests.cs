using System.Globalization;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Domain.Accounts;

namespace CloudControl.Api.Tests.Sequences;

/// <summary>
/// Random sequences of requests. <c>SEQUENCES</c> says how many, <c>SEED</c> with which the first begins; each one after it has the next.
/// A failure names its own seed, and <c>SEED=… SEQUENCES=1</c> plays it again.
/// </summary>
public sealed class SequenceTests(TestApi api, ITestOutputHelper output) : IClassFixture<TestApi>
{
    private const int UsualSequences = 150;
    private const int AtOnce = 4;

    /// <summary>More disks than all sequences order: a full cloud is another test's matter.</summary>
    private const int Disks = 1_000_000;

    private static readonly string[] Rules = ["uses after a delete", "refused orders", "looks under another parent", "uses of another's", "uses of a revoked token"];

    [Fact]
    public async Task No_sequence_of_requests_brings_back_what_is_gone_leaves_something_behind_or_shows_what_is_anothers()
    {
        var (count, seed) = (Setting("SEQUENCES") ?? UsualSequences, Setting("SEED") ?? 1);
        var tally = new Tally();
        await api.EnsureHostAsync(disks: Disks);
        await api.EnsureHostAsync("ams3-01", "ams3", Disks);
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken }, async (number, _) =>
        {
            try
            {
                await new Sequence(api, new Random(seed + number), await PlayerAsync("first"), await PlayerAsync("second"), tally).PlayAsync();
            }
            catch (InvalidOperationException failure)
            {
                throw new InvalidOperationException($"SEED={seed + number} SEQUENCES=1 plays it again:\n{failure.Message}\n{failure.InnerException?.Message}", failure);
            }
        });
        output.WriteLine($"{count} sequences from seed {seed}: {tally}");
        Assert.All(Rules, rule => Assert.True(count < UsualSequences || tally[rule] > 0, $"nothing was seen of {rule}"));
    }

    private async Task<Player> PlayerAsync(string name) =>
        new(name, api.ClientFor(await api.OpenAccountAsync(Account.Open(name, $"{name}@example.com", TimeProvider.System.GetUtcNow()))));

    private static int? Setting(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}

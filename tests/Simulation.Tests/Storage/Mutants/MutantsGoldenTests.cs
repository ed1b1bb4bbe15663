using System.Globalization;
using System.Text;
using CloudControl.Testing;

namespace CloudControl.Simulation.Tests.Storage.Mutants;

/// <summary>
/// Mistakes others made before, each planted on purpose: a simulation that does not find them proves nothing. What it took to find
/// them is in docs/mutants.md.
/// </summary>
public sealed class MutantsGoldenTests
{
    private const int FirstSeed = 1;
    private const int HistoryLimit = 1000;

    [Fact]
    public void Every_mistake_is_found_within_a_thousand_histories()
    {
        var page = new StringBuilder("""
            # Mutants

            Mistakes that were incidents somewhere, each planted in a host, a disk or a worker that differs from ours in nothing else, and
            what the storage simulation took to find it. Written by `MutantsGoldenTests`; `make golden` writes it anew.

            | mistake | what it did to people | found in history | by |
            |---|---|---|---|

            """);
        foreach (var mutant in Mutant.All)
        {
            var found = StorageSimulation.FirstFinding(mutant.Subject, FirstSeed, HistoryLimit);
            Assert.True(found is not null, $"'{mutant.Mistake}' was not found in {HistoryLimit} histories");
            var by = found.Value.Finding.Split('\n')[0].Split(": ", 2)[1];
            page.AppendLine(CultureInfo.InvariantCulture, $"| {mutant.Mistake} | {mutant.Incident} | {found.Value.History} | {by} |");
        }

        Golden.ShouldMatch(page.ToString(), Path.Combine(RepositoryRoot.Path, "docs", "mutants.md"));
    }
}

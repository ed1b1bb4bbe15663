using System.Text;

namespace CloudControl.Api.Tests.Contract;

/// <summary>The report of which operation was seen to answer what.</summary>
internal static class ContractReport
{
    private const string Introduction =
        """
        # The contract, operation by operation

        Made by the test that asks every operation (`make golden`); do not edit. The contract is DigitalOcean's published description of its
        API v2, as far as it is about droplets and what belongs to them (`tests/Api.Tests/Contract`). A status is listed when an answer with it
        was seen, documented for its operation and its body fitting the schema of that status. Every other test's answers are held against the
        contract in the same way. Statuses that the contract does not list by themselves fit its schema for errors.

        """;

    public static string Of(IReadOnlyList<ContractOperation> contract, Observations observed)
    {
        var report = new StringBuilder(Introduction);
        report.Append($"\n**{contract.Count(operation => HasSucceeded(operation, observed))} of {contract.Count}** operations were seen to succeed.\n");
        foreach (var resource in contract.GroupBy(operation => operation.Resource))
        {
            report.Append($"\n## {resource.Key}\n\n| operation | succeeds | refuses |\n|---|---|---|\n");
            foreach (var operation in resource)
            {
                var statuses = observed.StatusesOf(operation).ToLookup(IsSuccess);
                report.Append($"| `{operation}` | {Listed(statuses[true])} | {Listed(statuses[false])} |\n");
            }
        }

        return report.ToString();
    }

    public static bool HasSucceeded(ContractOperation operation, Observations observed) => observed.StatusesOf(operation).Any(IsSuccess);

    private static bool IsSuccess(int status) => status is >= 200 and < 300;

    private static string Listed(IEnumerable<int> statuses) => statuses.Any() ? string.Join(' ', statuses) : "–";
}

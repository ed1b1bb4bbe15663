using CloudControl.Api.Tests.Contract.Life;
using CloudControl.Testing;

namespace CloudControl.Api.Tests.Contract;

/// <summary>
/// The contract as a whole: one account's life that meets every operation, then every operation refused. Each answer is held against
/// the schema of its status by the client itself; what was seen is the report.
/// </summary>
public sealed class EveryOperationTests(TestApi api) : IClassFixture<TestApi>
{
    /// <summary>Operations without a route so far.</summary>
    private static readonly string[] Awaited =
    [
        "images_create_custom",
    ];

    private static IReadOnlyList<ContractOperation> Contract => ContractDocument.Digitalocean.Operations;

    [Fact]
    public async Task Every_operation_answers_as_the_contract_says_and_the_report_says_how()
    {
        await AccountLife.LiveAsync(api);
        await DropletLife.LiveAsync(api);
        await ImageLife.LiveAsync(api);
        await AccountTransferLife.LiveAsync(api);
        await VolumeLife.LiveAsync(api);
        await TagLife.LiveAsync(api);
        await VpcLife.LiveAsync(api);
        await ReservedIpLife.LiveAsync(api);
        var refusal = new EveryRefusal(api, [.. Contract.Where(operation => !Awaited.Contains(operation.Id))]);
        await refusal.WithoutTokenAsync();
        await refusal.OfWhatIsNotThereAsync();
        await refusal.BeyondTheLimitAsync();

        Golden.ShouldMatch(ContractReport.Of(Contract, api.Observed), Path.Combine(RepositoryRoot.Path, "docs", "contract.md"));
        Assert.Equal(Awaited.Order(), Contract.Where(operation => !ContractReport.HasSucceeded(operation, api.Observed)).Select(operation => operation.Id).Order());
    }
}

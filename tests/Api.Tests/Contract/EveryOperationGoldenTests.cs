using CloudControl.Api.Tests.Contract.Life;
using CloudControl.Testing;

namespace CloudControl.Api.Tests.Contract;

/// <summary>
/// The contract as a whole: one account's life that meets every operation, then every operation refused. Each answer is held against
/// the schema of its status by the client itself; what was seen is the report.
/// </summary>
public sealed class EveryOperationGoldenTests(TestApi api) : IClassFixture<TestApi>
{
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
        var refusal = new EveryRefusal(api, Contract);
        await refusal.WithoutTokenAsync();
        await refusal.OfWhatIsNotThereAsync();
        await refusal.OfWhatIsNoJsonAsync();
        await refusal.BeyondTheLimitAsync();

        Golden.ShouldMatch(ContractReport.Of(Contract, api.Observed), Path.Combine(RepositoryRoot.Path, "docs", "contract.md"));
        Assert.All(
            Contract,
            operation => Assert.DoesNotContain(
                api.Observed.StatusesOf(operation),     // what was seen must not hide behind our document's default
                status => !ContractDocument.HasStatus(ContractDocument.Published.FindOperation(operation.Method, operation.Path)!, status)));
        Assert.Empty(Contract.Where(operation => !ContractReport.HasSucceeded(operation, api.Observed)).Select(operation => operation.Id));
    }
}

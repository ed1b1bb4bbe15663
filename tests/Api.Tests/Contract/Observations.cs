using System.Collections.Concurrent;

namespace CloudControl.Api.Tests.Contract;

/// <summary>Which operations of the contract answered with which statuses, every one of them as the contract says.</summary>
internal sealed class Observations
{
    private readonly ConcurrentDictionary<(string Operation, int Status), bool> seen = new();

    public void Note(ContractOperation operation, int status) => this.seen.TryAdd((operation.Id, status), true);

    /// <summary>In ascending order.</summary>
    public IReadOnlyList<int> StatusesOf(ContractOperation operation) =>
        [.. this.seen.Keys.Where(one => one.Operation == operation.Id).Select(one => one.Status).Order()];
}

using System.Text.Json;
using CloudControl.Api.Tests.Contract;

namespace CloudControl.Api.Tests.Document;

/// <summary>
/// Where our document says something else than the contract about an operation that both have. Ours may say more: other parameters,
/// other members, other errors. What it says about what is in the contract must be the same.
/// </summary>
internal sealed class DocumentComparison(ContractDocument contract, ContractDocument ours)
{
    private readonly List<string> differences = [];

    public IReadOnlyList<string> Differences(ContractOperation operation)
    {
        this.differences.Clear();
        if (ours.FindOperation(operation.Method, operation.Path) is not { } published)
        {
            return [$"{operation.Id}: not in our document"];
        }

        Compare(operation.Id, "id", operation.Id, published.Id);
        Compare(operation.Id, "group", operation.Resource, published.Resource);
        CompareParameters(operation, published);
        CompareBodies(operation, published);
        CompareAnswers(operation, published);
        return [.. this.differences];
    }

    private void CompareParameters(ContractOperation theirs, ContractOperation published)
    {
        var own = ParametersOf(published, ours);
        foreach (var (name, parameter) in ParametersOf(theirs, contract))
        {
            if (!own.TryGetValue(name, out var same))
            {
                this.differences.Add($"{theirs.Id}: no parameter {name}");
                continue;
            }

            if (IsTrue(same, "required") && !IsTrue(parameter, "required"))
            {
                this.differences.Add($"{theirs.Id}: the parameter {name} is required by us alone");
            }

            CompareTypes($"{theirs.Id}: the parameter {name}", ShapeOf(parameter, contract), ShapeOf(same, ours));
        }
    }

    private void CompareBodies(ContractOperation theirs, ContractOperation published)
    {
        var (expected, actual) = (contract.FindBody(theirs), ours.FindBody(published));
        Compare(theirs.Id, "having a body", expected is not null, actual is not null);
        if (expected is not null && actual is not null)
        {
            var (wanted, own) = (ShapeOf(expected.Value, contract), ShapeOf(actual.Value, ours));
            CompareMembers($"{theirs.Id} body", wanted with { Members = wanted.Members.Where(m => !m.Value.IsReadOnly).ToDictionary() }, own);
            Compare($"{theirs.Id} body", "required", Listed(wanted.Required), Listed(own.Required));
        }
    }

    private void CompareAnswers(ContractOperation theirs, ContractOperation published)
    {
        Compare(theirs.Id, "success", Listed(SuccessesOf(theirs)), Listed(SuccessesOf(published)));
        foreach (var status in theirs.Element.GetProperty("responses").EnumerateObject())
        {
            var number = int.TryParse(status.Name, out var parsed) ? parsed : 599;     // what neither lists is the default's
            var (expected, actual) = (ContractDocument.FindJson(contract.Resolve(status.Value)), ours.FindResponse(published, number) is { } own ? ContractDocument.FindJson(own) : null);
            Compare($"{theirs.Id} {status.Name}", "having a body", expected is not null, actual is not null);
            if (expected is not null && actual is not null)
            {
                CompareAnswer($"{theirs.Id} {status.Name}", ShapeOf(expected.Value, contract), ShapeOf(actual.Value, ours));
            }
        }
    }

    private void CompareAnswer(string place, SchemaShape wanted, SchemaShape own)
    {
        CompareMembers(place, wanted, own);
        foreach (var name in wanted.Required.Where(name => own.Members.ContainsKey(name)).Except(own.Required))
        {
            this.differences.Add($"{place}.{name}: not always there");
        }
    }

    private void CompareMembers(string place, SchemaShape wanted, SchemaShape own)
    {
        CompareTypes(place, wanted, own);
        foreach (var (name, member) in wanted.Members)
        {
            if (own.Members.TryGetValue(name, out var same))
            {
                CompareMembers($"{place}.{name}", member, same);
            }
            else
            {
                this.differences.Add($"{place}.{name}: missing");
            }
        }

        if (wanted.Items is not null && own.Items is not null)
        {
            CompareMembers($"{place}[]", wanted.Items, own.Items);
        }
    }

    private void CompareTypes(string place, SchemaShape wanted, SchemaShape own)
    {
        var also = wanted.Types.Contains("number") ? ["integer"] : Array.Empty<string>();
        if (wanted.Types.Count > 0 && (own.Types.Count == 0 || own.Types.Except(wanted.Types).Except(also).Any()))
        {
            this.differences.Add($"{place}: {Listed(own.Types)}, not {Listed(wanted.Types)}");
        }
    }

    private void Compare<T>(string place, string what, T wanted, T own)
    {
        if (!Equals(wanted, own))
        {
            this.differences.Add($"{place}: {what} is '{own}', not '{wanted}'");
        }
    }

    private static Dictionary<string, JsonElement> ParametersOf(ContractOperation operation, ContractDocument document) =>
        operation.Element.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Select(document.Resolve).Where(p => p.GetProperty("in").GetString() != "path")
                .ToDictionary(p => p.GetProperty("name").GetString()!)
            : [];

    private static IEnumerable<string> SuccessesOf(ContractOperation operation) =>
        operation.Element.GetProperty("responses").EnumerateObject().Select(r => r.Name).Where(status => status.StartsWith('2'));

    private static SchemaShape ShapeOf(JsonElement element, ContractDocument document) => SchemaShape.Of(element.GetProperty("schema"), document);

    private static string Listed(IEnumerable<string> words) => string.Join(' ', words.Order(StringComparer.Ordinal));

    private static bool IsTrue(JsonElement element, string name) => element.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;
}

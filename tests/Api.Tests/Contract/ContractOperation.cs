using System.Text.Json;

namespace CloudControl.Api.Tests.Contract;

/// <summary>One operation of the contract.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Path">With parameters in braces, as the contract has it.</param>
/// <param name="Element">What the contract says about it.</param>
internal sealed record ContractOperation(string Method, string Path, JsonElement Element)
{
    public string Id => this.Element.GetProperty("operationId").GetString()!;

    public string Resource => this.Element.GetProperty("tags")[0].GetString()!;

    public bool HasParameters => this.Path.Contains('{', StringComparison.Ordinal);

    public override string ToString() => $"{this.Method} {this.Path}";
}

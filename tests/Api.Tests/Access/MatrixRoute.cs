using System.Text.RegularExpressions;
using CloudControl.Api.LegacyV1;
using CloudControl.Api.Tests.Document;

namespace CloudControl.Api.Tests.Access;

/// <summary>One route and method of the table, and how it is asked so that its answer is about something.</summary>
internal sealed partial record MatrixRoute(string Method, string Path, IReadOnlyList<string> Scopes, bool ForOperators, bool IsLegacy)
{
    /// <summary>What names its thing in the query.</summary>
    private static readonly Dictionary<string, string> Queries = new()
    {
        ["DELETE /v2/droplets"] = "tag_name={tagName}",
        ["POST /v2/droplets/actions"] = "tag_name={tagName}",
        ["DELETE /v2/volumes"] = "name={volumeName}&region=nyc3",
        ["GET /images/{imageId}/transfer"] = "region_id=4",
        ["GET /ssh_keys/{keyId}/edit"] = "name=renamed",
    };

    /// <summary>Bodies that are in order, so that the answer is about the thing and not about the body. Absent: an empty one.</summary>
    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["POST /v2/droplets/actions"] = """{"type": "power_cycle"}""",
        ["POST /v2/droplets/{dropletId}/actions"] = """{"type": "power_cycle"}""",
        ["POST /v2/images/{imageId}/actions"] = """{"type": "transfer", "region": "ams3"}""",
        ["POST /v2/images/{imageId}/account_transfer"] = """{"recipient_email": "stranger@example.com"}""",
        ["POST /v2/images/{imageId}/account_transfer/accept"] = """{"transfer_id": {transferId}, "recipient_uuid": "{recipient}"}""",
        ["POST /v2/images/{imageId}/account_transfer/cancel"] = """{"transfer_id": {transferId}}""",
        ["POST /v2/images/{imageId}/account_transfer/decline"] = """{"transfer_id": {transferId}}""",
        ["PUT /v2/images/{imageId}"] = """{"name": "renamed"}""",
        ["PUT /v2/account/keys/{keyId}"] = """{"name": "renamed"}""",
        ["POST /v2/tags/{tagName}/resources"] = """{"resources": [{"resource_id": "{dropletId}", "resource_type": "droplet"}]}""",
        ["DELETE /v2/tags/{tagName}/resources"] = """{"resources": [{"resource_id": "{dropletId}", "resource_type": "droplet"}]}""",
        ["POST /v2/volumes/actions"] = """{"type": "attach", "volume_name": "{volumeName}", "region": "nyc3", "droplet_id": {dropletId}}""",
        ["POST /v2/volumes/{volumeId}/actions"] = """{"type": "resize", "size_gigabytes": 2, "region": "nyc3"}""",
        ["POST /v2/volumes/{volumeId}/snapshots"] = """{"name": "taken"}""",
        ["POST /v2/reserved_ips/{reservedIp}/actions"] = """{"type": "assign", "droplet_id": {dropletId}}""",
        ["POST /v2/floating_ips/{reservedIp}/actions"] = """{"type": "assign", "droplet_id": {dropletId}}""",
        ["PUT /v2/vpcs/{vpcId}"] = """{"name": "renamed"}""",
        ["PATCH /v2/vpcs/{vpcId}"] = """{"name": "renamed"}""",
        ["PATCH /v2/webhooks/{id}"] = """{"enabled": true}""",
        ["POST /v2/accounts/{id}/tokens"] = """{"name": "made", "scopes": ["tag:read"]}""",
    };

    /// <summary>Its answer does not end by itself.</summary>
    public bool IsStream => Path.EndsWith("/stream", StringComparison.Ordinal);

    /// <summary>Whether it names something that somebody owns.</summary>
    public bool NamesSomething => Template.Contains('{', StringComparison.Ordinal);

    /// <summary>Whether it takes something away.</summary>
    public bool Deletes => Scopes.Any(scope => scope.EndsWith(":delete", StringComparison.Ordinal)) && !Path.EndsWith("/status", StringComparison.Ordinal);

    /// <summary>Whether it leaves something else than it found.</summary>
    public bool Changes => Scopes.Any(scope => !scope.EndsWith(":read", StringComparison.Ordinal));

    /// <summary>Whether what it names cannot be asked about again.</summary>
    public bool UsesUp => Deletes || Path.Contains("/account_transfer/", StringComparison.Ordinal);

    private string Key => $"{Method} {Path}";

    private string Template => Queries.TryGetValue(Key.Replace(" /v1", " ", StringComparison.Ordinal), out var query) ? $"{Path}?{query}" : Path;

    /// <summary>Every route that wants a token, once per method.</summary>
    public static IEnumerable<MatrixRoute> AllOf(TestApi api) =>
        from route in api.Routes()
        where !route.IsOpen()
        from method in route.Methods()
        select new MatrixRoute(
            method, Constraint().Replace(route.Path(), "{$1}"), route.Scopes(), route.IsForOperators(), route.Metadata.GetMetadata<LegacyEndpoint>() is not null);

    /// <summary>The address and the body, with values for what they name.</summary>
    public async Task<(string Url, string? Body)> FillAsync(Func<string, string, Task<string>> value)
    {
        async Task<string> Filled(string text)
        {
            foreach (var name in Placeholder().Matches(text).Select(match => match.Groups[1].Value).Distinct())
            {
                text = text.Replace($"{{{name}}}", await value(Path, name), StringComparison.Ordinal);
            }

            return text;
        }

        var body = Method == "GET" ? null : await Filled(Bodies.GetValueOrDefault(Key, "{}"));
        return (await Filled(Template), body);
    }

    public override string ToString() => Key;

    [GeneratedRegex(@"\{(\w+)(:\w+)?\}")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}

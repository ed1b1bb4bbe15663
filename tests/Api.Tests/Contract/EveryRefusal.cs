using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using CloudControl.Domain.Accounts;

namespace CloudControl.Api.Tests.Contract;

/// <summary>Every operation in turn, asked in ways it must refuse.</summary>
internal sealed class EveryRefusal(TestApi api, IReadOnlyList<ContractOperation> operations)
{
    private readonly SchemaExample examples = new(ContractDocument.Digitalocean);

    /// <summary>Without a token.</summary>
    public Task WithoutTokenAsync() => AskAllAsync(api.WithoutToken, operations, HttpStatusCode.Unauthorized);

    /// <summary>For something that is not there, with a body that could be carried out if it were.</summary>
    public async Task OfWhatIsNotThereAsync() => await AskAllAsync(
        api.ClientFor(await TokenAsync("nobody")), operations.Where(operation => operation.HasParameters), HttpStatusCode.NotFound);

    /// <summary>With a body that is cut off.</summary>
    public async Task OfWhatIsNoJsonAsync() => await AskAllAsync(
        api.ClientFor(await TokenAsync("torn")), operations.Where(o => ContractDocument.Digitalocean.FindBody(o) is not null), HttpStatusCode.BadRequest, body => body[..^1]);

    /// <summary>Where no request is left in any hour.</summary>
    public async Task BeyondTheLimitAsync()
    {
        using var client = api.ClientWith(("RateLimits:Enabled", "true"), ("RateLimits:RequestsPerHour", "0"));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync("busy"));
        await AskAllAsync(client, operations, HttpStatusCode.TooManyRequests);
    }

    private async Task AskAllAsync(HttpClient client, IEnumerable<ContractOperation> asked, HttpStatusCode answer, Func<string, string>? change = null)
    {
        foreach (var operation in asked)
        {
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), PathOf(operation));
            request.Headers.Add("X-Dangerous", "true");
            if (ContractDocument.Digitalocean.FindBody(operation) is { } body)
            {
                var json = this.examples.Of(body.GetProperty("schema"))!.ToJsonString();
                request.Content = new StringContent(change is null ? json : change(json), null, "application/json");
            }

            await client.SendAsync(request, TestContext.Current.CancellationToken).ShouldBeAsync(answer);
        }
    }

    private Task<string> TokenAsync(string name) =>
        api.OpenAccountAsync(Account.Open(name, $"{name}@example.com", TimeProvider.System.GetUtcNow()));

    /// <summary>The path with ids that nothing has.</summary>
    private static string PathOf(ContractOperation operation) => Regex.Replace(operation.Path, @"\{(\w+)\}", parameter => parameter.Groups[1].Value switch
    {
        "volume_id" or "vpc_id" => Guid.NewGuid().ToString(),
        "snapshot_id" when operation.Path.StartsWith("/v2/volumes", StringComparison.Ordinal) => Guid.NewGuid().ToString(),
        "reserved_ip" => "203.0.113.77",
        "tag_id" => "nothing-carries-this",
        _ => "4242424242",
    });
}

using System.Net;
using System.Text.Json.Nodes;

namespace CloudControl.Api.Tests.AccountTransfers;

/// <summary>What tests about images that change hands do before they come to their point: from the client to the stranger.</summary>
internal static class TransferClients
{
    /// <summary>A body that names the stranger.</summary>
    public const string ByEmail = """{"recipient_email": "Stranger@example.com"}""";

    /// <returns>The transfer's id.</returns>
    public static async Task<long> OfferAsync(this TestApi api, long image, string to) =>
        (await api.Client.Post($"/v2/images/{image}/account_transfer", to).ShouldBeAsync(HttpStatusCode.Created))["transfer_id"]!.GetValue<long>();

    /// <summary>The stranger accepts.</summary>
    public static async Task<HttpResponseMessage> AcceptAsync(this TestApi api, long image, long transfer) => await api.Stranger.Post(
        $"/v2/images/{image}/account_transfer/accept", $$"""{"transfer_id": {{transfer}}, "recipient_uuid": "{{await UuidAsync(api.Stranger)}}"}""");

    /// <param name="api">The API.</param>
    /// <param name="who">Who answers.</param>
    /// <param name="image">What is offered.</param>
    /// <param name="transfer">The offer.</param>
    /// <param name="answer"><c>cancel</c> or <c>decline</c>.</param>
    public static Task<HttpResponseMessage> AnswerAsync(this TestApi api, HttpClient who, long image, long transfer, string answer) =>
        who.Post($"/v2/images/{image}/account_transfer/{answer}", $$"""{"transfer_id": {{transfer}}}""");

    public static async Task<string> UuidAsync(HttpClient client) =>
        (await client.Get("/v2/account").ShouldBeAsync(HttpStatusCode.OK))["account"]!["uuid"]!.GetValue<string>();

    public static async Task<IReadOnlyList<JsonNode>> TransfersAsync(this HttpClient client) =>
        [.. (await client.Get("/v2/account_transfers?per_page=200").ShouldBeAsync(HttpStatusCode.OK))["account_transfers"]!.AsArray().Select(transfer => transfer!)];
}

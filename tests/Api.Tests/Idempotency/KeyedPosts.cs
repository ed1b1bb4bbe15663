using System.Net;
using System.Text;
using CloudControl.Api.Http.Idempotency;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Idempotency;

/// <summary>Requests with an <c>Idempotency-Key</c>, and what of an answer must come back with the second.</summary>
internal static class KeyedPosts
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static string NewKey() => Guid.NewGuid().ToString();

    public static async Task<Answered> PostOnceAsync(this HttpClient client, string path, string json, params string[] keys)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation(IdempotencyKey.Header, keys);
        using var response = await client.SendAsync(request, Ct);
        return new Answered(
            response.StatusCode, await response.Content.ReadAsStringAsync(Ct), $"{response.Content.Headers.ContentType}", $"{response.Headers.Location}",
            response.Headers.GetValues("x-request-id").Single(), response.Headers.Contains(IdempotentPosts.ReplayedHeader),
            response.Headers.RetryAfter?.Delta);
    }

    /// <summary>How many droplets of that name were ever ordered.</summary>
    public static async Task<int> CountDropletsAsync(this TestApi api, string name)
    {
        await using var db = api.OpenDb();
        return await db.Droplets.CountAsync(d => d.Name == name, Ct);
    }

    public static async Task SqlAsync(this TestApi api, FormattableString sql)
    {
        await using var db = api.OpenDb();
        await db.Database.ExecuteSqlAsync(sql, Ct);
    }
}

/// <summary>An answer, with everything a client could tell two apart by.</summary>
internal sealed record Answered(
    HttpStatusCode Status, string Body, string ContentType, string Location, string RequestId, bool Replayed, TimeSpan? RetryAfter)
{
    /// <summary>Asserts that this came for the second request, and is what came for the first.</summary>
    public void ShouldRepeat(Answered first)
    {
        Assert.True(Replayed, $"carried out again: {Status} {Body}");
        Assert.Equal(first with { Replayed = true }, this);
    }
}

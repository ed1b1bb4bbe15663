using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Extensions;

namespace CloudControl.Api.Http;

/// <summary>A list's <c>links</c>: empty when everything is on one page.</summary>
public sealed record ListLinks([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PageLinks? Pages)
{
    /// <summary>Absolute links, on the scheme and host the client used and with the rest of its query.</summary>
    public static ListLinks Of<T>(HttpRequest request, PageOf<T> page)
    {
        var (number, perPage) = (page.Request.Page, page.Request.PerPage);
        var last = Math.Max(1, (page.Total + perPage - 1) / perPage);
        if (last == 1 && number == 1)
        {
            return new ListLinks(Pages: null);
        }

        string? LinkTo(int target, bool when) => when ? Link(request, target, perPage) : null;
        var (hasPrevious, hasNext) = (number > 1, number < last);
        return new ListLinks(new PageLinks(
            First: LinkTo(1, hasPrevious), Prev: LinkTo(Math.Min(number - 1, last), hasPrevious),
            Next: LinkTo(number + 1, hasNext), Last: LinkTo(last, hasNext)));
    }

    /// <summary><c>page</c> comes before <c>per_page</c>: fog takes the first match of <c>page=(\d+)</c>.</summary>
    private static string Link(HttpRequest request, int page, int perPage)
    {
        var query = new QueryBuilder(request.Query.Where(pair => !IsPaging(pair.Key)))
        {
            { "page", $"{page}" },
            { "per_page", $"{perPage}" },
        };
        return $"{request.Origin()}{request.Path}{query}";
    }

    private static bool IsPaging(string key) =>
        key.Equals("page", StringComparison.OrdinalIgnoreCase) || key.Equals("per_page", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Where the other pages are. The first page has no <c>first</c> and <c>prev</c>, the last no <c>next</c> and <c>last</c>.</summary>
public sealed record PageLinks(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? First,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Prev,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Last);

/// <summary>A list's <c>meta</c>.</summary>
/// <param name="Total">Rows on all pages.</param>
public sealed record ListMeta(int Total);

/// <summary>Where the client thinks we are.</summary>
public static class RequestOrigin
{
    /// <summary>Scheme and host as the client wrote them, such as <c>http://127.0.0.1:8080</c>.</summary>
    public static string Origin(this HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}";
}

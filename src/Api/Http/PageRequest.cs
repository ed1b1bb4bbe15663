using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Http;

/// <summary>
/// Which page of a list: <c>page</c> from 1, <c>per_page</c> 1 to 200, 20 unless said otherwise. Numbers outside are moved to the
/// nearest that is inside and what is no number counts as absent, since no client has a use for an error here.
/// </summary>
public sealed record PageRequest(int Page, int PerPage)
{
    public const int DefaultPerPage = 20;
    public const int MaximumPerPage = 200;
    public const int MaximumPage = 1_000_000;

    public static ValueTask<PageRequest> BindAsync(HttpContext context) => ValueTask.FromResult(new PageRequest(
        Read(context, "page", 1, MaximumPage), Read(context, "per_page", DefaultPerPage, MaximumPerPage)));

    /// <summary>Reads one page of an ordered query, and how many rows there are in all.</summary>
    public Task<PageOf<T>> ReadAsync<T>(IQueryable<T> ordered, CancellationToken ct) => ReadAsync(ordered, page => page, ct);

    /// <summary>As the other, with what belongs to each row; asked only for the rows of the page.</summary>
    public async Task<PageOf<TRow>> ReadAsync<T, TRow>(IQueryable<T> ordered, Func<IQueryable<T>, IQueryable<TRow>> complete, CancellationToken ct)
    {
        var total = await ordered.CountAsync(ct);
        var before = Math.Min((Page - 1) * PerPage, total);
        var after = Math.Max(0, total - before - PerPage);

        // From whichever end is nearer: what lies between is read and thrown away, and clients that count jump to the last page.
        var fromEnd = after < before;
        var page = fromEnd ? ordered.Reverse().Skip(after).Take(total - before - after) : ordered.Skip(before).Take(PerPage);
        var rows = await complete(page).ToListAsync(ct);
        if (fromEnd)
        {
            rows.Reverse();
        }

        return new PageOf<TRow>(this, rows, total);
    }

    private static int Read(HttpContext context, string name, int absent, int maximum) =>
        long.TryParse(context.Request.Query[name], NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? (int)Math.Clamp(number, 1, maximum)
            : absent;
}

/// <summary>One page of a list as it was read.</summary>
/// <param name="Request">Which page.</param>
/// <param name="Rows">What is on it.</param>
/// <param name="Total">Rows on all pages.</param>
public sealed record PageOf<T>(PageRequest Request, IReadOnlyList<T> Rows, int Total);

using CloudControl.Api.Http;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Audit;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Audit;

/// <summary>GET /v2/audit_log and, for operators, GET /v2/audit_log/all: what was done, newest first; <c>token_id</c> narrows it to one token.</summary>
public static class ListAuditEntries
{
    /// <summary>One page of them.</summary>
    public sealed record Response(IReadOnlyList<AuditEntryView> AuditEntries, ListLinks Links, ListMeta Meta);

    public static Task<Ok<Response>> OfCallerAsync(
        PageRequest page, HttpRequest request, Caller caller, CloudControlDb db, CancellationToken ct) =>
        ListAsync(db.AuditEntries.Where(e => e.AccountId == caller.AccountId), page, request, ct);

    public static Task<Ok<Response>> OfAllAsync(
        PageRequest page, HttpRequest request, CloudControlDb db, CancellationToken ct)
    {
        var entries = db.AuditEntries.AsQueryable();
        if (Guid.TryParse(request.Query["account_id"], out var account))
        {
            var id = new AccountId(account);
            entries = entries.Where(e => e.AccountId == id);
        }

        return ListAsync(entries, page, request, ct);
    }

    private static async Task<Ok<Response>> ListAsync(IQueryable<AuditEntry> entries, PageRequest page, HttpRequest request, CancellationToken ct)
    {
        if (Guid.TryParse(request.Query["token_id"], out var token))
        {
            var id = new TokenId(token);
            entries = entries.Where(e => e.TokenId == id);
        }

        var shown = await page.ReadAsync(entries.AsNoTracking().OrderByDescending(e => e.At).ThenByDescending(e => e.Id), ct);
        return TypedResults.Ok(new Response([.. shown.Rows.Select(AuditEntryView.Of)], ListLinks.Of(request, shown), new ListMeta(shown.Total)));
    }
}

using CloudControl.Domain.Audit;

namespace CloudControl.Api.Audit;

/// <summary>An entry of the audit log on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CreatedAt">When the call was answered.</param>
/// <param name="AccountId">Whose token it came with.</param>
/// <param name="TokenId">Which token.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">The route it took.</param>
/// <param name="Path">The path as it was asked for, percent-encoded.</param>
/// <param name="Status">The HTTP status of the answer.</param>
/// <param name="RequestId">The answer's <c>x-request-id</c>.</param>
/// <param name="Address">The network address it came from.</param>
public sealed record AuditEntryView(
    Guid Id, DateTimeOffset CreatedAt, Guid AccountId, Guid TokenId, string Method, string Route, string Path, int Status, Guid RequestId, string Address)
{
    public static AuditEntryView Of(AuditEntry entry) => new(
        entry.Id, entry.At, entry.AccountId.Value, entry.TokenId.Value, entry.Method, entry.Route, entry.Path, entry.Status, entry.RequestId, entry.Address);
}

using CloudControl.Api.Http;

namespace CloudControl.Api.Audit;

/// <summary>The audit log: ours, beside the contract.</summary>
public static class AuditRoutes
{
    public static void MapAuditLog(this IEndpointRouteBuilder v2)
    {
        var own = v2.MapGroup("/audit_log").WithTags("Audit Log").ScopedTo("audit_log");
        own.MapGet("", ListAuditEntries.OfCallerAsync).Named("auditLog_list", "List what was done with the account's tokens, newest first");

        var all = v2.MapGroup("/audit_log/all").WithTags("Audit Log").OperatorsOnly().ScopedTo("audit_log");
        all.MapGet("", ListAuditEntries.OfAllAsync).Named("auditLog_list_all", "List what was done with anybody's tokens (operators only)");
    }
}

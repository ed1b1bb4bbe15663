using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>Which migration this build needs. A database that has more is fine: processes of two versions run side by side during an upgrade.</summary>
public static class SchemaVersion
{
    /// <summary>The newest migration's id; a test keeps it so.</summary>
    public const string Required = "20261122020141_OrderEventsByTransaction";

    public static async Task<bool> IsCurrentAsync(CloudControlDb db, CancellationToken ct) => await db.Database
        .SqlQuery<int>($"""select count(*)::int as "Value" from "__EFMigrationsHistory" where "MigrationId" = {Required}""")
        .SingleAsync(ct) == 1;
}

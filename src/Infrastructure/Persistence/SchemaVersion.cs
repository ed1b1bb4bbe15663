using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>
/// Which migration this build needs. A database that has more is fine: processes of two versions run side by side during an upgrade.
/// </summary>
public static class SchemaVersion
{
    /// <summary>Id of the newest migration when this was built; the project file writes them all into the assembly.</summary>
    public static string Required { get; } = typeof(SchemaVersion).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(metadata => metadata.Value == "migration").Select(metadata => metadata.Key).Max(StringComparer.Ordinal)
        ?? throw new InvalidOperationException("built without the list of migrations");

    public static async Task<bool> IsCurrentAsync(CloudControlDb db, CancellationToken ct) => await db.Database
        .SqlQuery<int>($"""select count(*)::int as "Value" from "__EFMigrationsHistory" where "MigrationId" = {Required}""")
        .SingleAsync(ct) == 1;
}

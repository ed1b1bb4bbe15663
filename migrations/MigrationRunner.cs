using CloudControl.Infrastructure.Catalogue;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CloudControl.Migrations;

/// <summary>Brings a database to this version: the schema, then the catalogue. The one way for operators, tests and containers.</summary>
public static class MigrationRunner
{
    public static async Task MigrateAsync(string connectionString, CancellationToken ct)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        await using var db = PersistenceServices.Open(dataSource);
        await db.Database.MigrateAsync(ct);
        await StandardCatalogue.EnsureAsync(db, TimeProvider.System, ct);
    }
}

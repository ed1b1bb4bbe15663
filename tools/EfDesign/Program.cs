using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace CloudControl.EfDesign;

/// <summary><c>dotnet ef</c> looks for its factory in the start-up assembly only; this is that assembly.</summary>
public sealed class DesignTimeFactory : IDesignTimeDbContextFactory<CloudControlDb>
{
    public static void Main()
    {
    }

    public CloudControlDb CreateDbContext(string[] args) => PersistenceServices.Open(NpgsqlDataSource.Create("Host=design-time-never-connects"));
}

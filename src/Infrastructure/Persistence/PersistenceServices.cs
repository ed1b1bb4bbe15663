using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>Puts the database into a service collection; connects to nothing until something is asked of it.</summary>
public static class PersistenceServices
{
    /// <summary>The name of the connection string in every process's configuration.</summary>
    public const string ConnectionStringName = "CloudControl";

    private const int DefaultPoolSize = 32;

    public static IServiceCollection AddPersistence(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => NpgsqlDataSource.Create(WithDefaults(connectionString)));
        services.AddSingleton<IdBlocks>();
        services.AddDbContextPool<CloudControlDb>((provider, options) => Configure(options, provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddPooledDbContextFactory<CloudControlDb>((provider, options) => Configure(options, provider.GetRequiredService<NpgsqlDataSource>()));
        return services;
    }

    /// <summary>A context of one's own, for programs without a service collection.</summary>
    public static CloudControlDb Open(NpgsqlDataSource dataSource)
    {
        var options = new DbContextOptionsBuilder<CloudControlDb>();
        Configure(options, dataSource);
        return new CloudControlDb(options.Options);
    }

    /// <summary>Prepared statements and a bounded pool, unless the connection string says otherwise.</summary>
    public static string WithDefaults(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (!builder.ContainsKey("Maximum Pool Size"))
        {
            builder.MaxPoolSize = DefaultPoolSize;
        }

        if (!builder.ContainsKey("Max Auto Prepare"))
        {
            builder.MaxAutoPrepare = 40;
        }

        return builder.ConnectionString;
    }

    private static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource dataSource) => options
        .UseNpgsql(dataSource, npgsql => npgsql.MigrationsAssembly("CloudControl.Migrations"))
        .ConfigureWarnings(QuietWhatIsThrown);

    /// <summary>
    /// What fails is thrown, and who catches it knows whether it is worth a line: two requests racing for a unique row are not. EF
    /// would log each as an error of its own, with the stack, twice.
    /// </summary>
    private static void QuietWhatIsThrown(WarningsConfigurationBuilder warnings) => warnings.Log(
        (RelationalEventId.CommandError, LogLevel.Debug), (RelationalEventId.ConnectionError, LogLevel.Debug),
        (CoreEventId.SaveChangesFailed, LogLevel.Debug), (CoreEventId.QueryIterationFailed, LogLevel.Debug),
        (CoreEventId.OptimisticConcurrencyException, LogLevel.Debug));
}

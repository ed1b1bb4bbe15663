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

    /// <summary>Longest to wait for a connection; a process tries again within a second.</summary>
    public static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Longest to wait for an answer. A database cut off without a word leaves its connections waiting for what was lost to be sent again, at
    /// pauses that double: by this limit they are never more than seconds longer away than the database itself.
    /// </summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);

    /// <summary>Longest to wait, after <see cref="AnswerLimit"/>, for the server to take back what it was asked.</summary>
    public static readonly TimeSpan CancelLimit = TimeSpan.FromMilliseconds(500);

    /// <summary>Silence after which a connection that waits for notices is probed, and one that lies idle is probed by the kernel.</summary>
    public static readonly TimeSpan ProbeAfter = TimeSpan.FromSeconds(5);

    private const int DefaultPoolSize = 32;

    /// <summary>
    /// What an API process asks of PostgreSQL is short, so that more connections than this only make its servers wait for each other: on two
    /// processors a get takes a third less of PostgreSQL with 16 connections than with 32.
    /// </summary>
    private const int BoundPoolPerProcessor = 8;

    private const int LeastBoundPool = 16;
    private const int DefaultPrepared = 40;

    /// <summary>One listens, one writes the audit log, two look up tokens.</summary>
    private const int LeastOwnConnections = 4;

    public static IServiceCollection AddPersistence(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => NpgsqlDataSource.Create(WithDefaults(connectionString)));
        return services.AddContexts(connectionString, (provider, options) => Configure(options, provider.GetRequiredService<NpgsqlDataSource>()));
    }

    /// <summary>
    /// As <see cref="AddPersistence"/>, but what contexts see is up to the <see cref="IVisibility"/> that the caller adds: PostgreSQL itself
    /// keeps the rest from them. The data source stays the process's own and sees everything.
    /// </summary>
    public static IServiceCollection AddBoundPersistence(this IServiceCollection services, string connectionString)
    {
        var poolSize = Math.Clamp(BoundPoolPerProcessor * Environment.ProcessorCount, LeastBoundPool, DefaultPoolSize);
        var (own, bound) = Divide(new NpgsqlConnectionStringBuilder(WithDefaults(connectionString, poolSize)));
        services.AddSingleton(_ => NpgsqlDataSource.Create(own));
        services.AddKeyedSingleton(RowBoundary.Connections, (_, _) => RowBoundary.CreatePool(bound));
        return services.AddContexts(connectionString, (provider, options) =>
        {
            var connections = provider.GetRequiredKeyedService<NpgsqlDataSource>(RowBoundary.Connections);
            Configure(options, connections);
            options.AddInterceptors(new RowBoundary(provider.GetRequiredService<IVisibility>(), connections));
        });
    }

    /// <summary>A context of one's own, for programs without a service collection.</summary>
    public static CloudControlDb Open(NpgsqlDataSource dataSource)
    {
        var options = new DbContextOptionsBuilder<CloudControlDb>();
        Configure(options, dataSource);
        return new CloudControlDb(options.Options);
    }

    /// <summary>Prepared statements, a bounded pool and bounded waits, unless the connection string says otherwise.</summary>
    public static string WithDefaults(string connectionString, int poolSize = DefaultPoolSize)
    {
        var said = new NpgsqlConnectionStringBuilder(connectionString);
        var defaults = new NpgsqlConnectionStringBuilder
        {
            MaxPoolSize = poolSize,
            MaxAutoPrepare = DefaultPrepared,
            Timeout = (int)ConnectLimit.TotalSeconds,
            CommandTimeout = (int)AnswerLimit.TotalSeconds,
            CancellationTimeout = (int)CancelLimit.TotalMilliseconds,
            KeepAlive = (int)ProbeAfter.TotalSeconds,
            NoResetOnClose = true,     // nobody leaves settings or locks in a session; forgetting them costs seven statements each time
        };
        if (said.Host?.StartsWith('/') != true)   // a unix socket has no such option, and needs none
        {
            defaults.TcpKeepAlive = true;
            defaults.TcpKeepAliveTime = (int)ProbeAfter.TotalSeconds;
            defaults.TcpKeepAliveInterval = 1;
        }

        foreach (var setting in said.Keys)
        {
            defaults[setting] = said[setting];
        }

        return defaults.ConnectionString;
    }

    private static IServiceCollection AddContexts(
        this IServiceCollection services, string connectionString, Action<IServiceProvider, DbContextOptionsBuilder> configure)
    {
        services.AddKeyedSingleton(IdBlocks.Connections, (_, _) => NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(WithDefaults(connectionString)) { MaxPoolSize = 1 }.ConnectionString));
        services.AddSingleton(provider => new IdBlocks(provider.GetRequiredKeyedService<NpgsqlDataSource>(IdBlocks.Connections)));
        services.AddDbContextPool<CloudControlDb>(configure);
        services.AddPooledDbContextFactory<CloudControlDb>(configure);
        return services;
    }

    /// <summary>As many connections as one pool would have: a quarter for the process itself, the rest for its contexts.</summary>
    private static (string Own, string Bound) Divide(NpgsqlConnectionStringBuilder settings)
    {
        var all = settings.MaxPoolSize;
        settings.MaxPoolSize = Math.Max(LeastOwnConnections, all / 4);
        var own = settings.ConnectionString;
        settings.MaxPoolSize = Math.Max(1, all - settings.MaxPoolSize);
        return (own, settings.ConnectionString);
    }

    private static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource dataSource) => options
        .UseNpgsql(dataSource, npgsql => npgsql.MigrationsAssembly("CloudControl.Migrations"))
        .AddInterceptors(new UnstorableText(), new ConnectionsOutOfStep(dataSource))
        .ConfigureWarnings(QuietWhatIsThrown)
        .ConfigureWarnings(ThrowWhatIsLost);

    /// <summary>
    /// What fails is thrown, and who catches it knows whether it is worth a line: two requests racing for a unique row are not. EF
    /// would log each as an error of its own, with the stack, twice.
    /// </summary>
    private static void QuietWhatIsThrown(WarningsConfigurationBuilder warnings) => warnings.Log(
        (RelationalEventId.CommandError, LogLevel.Debug), (RelationalEventId.ConnectionError, LogLevel.Debug),
        (RelationalEventId.TransactionError, LogLevel.Debug),
        (CoreEventId.SaveChangesFailed, LogLevel.Debug), (CoreEventId.QueryIterationFailed, LogLevel.Debug),
        (CoreEventId.OptimisticConcurrencyException, LogLevel.Debug));

    /// <summary>
    /// A savepoint that could not be released is a transaction that is gone. EF would go on: its next query would connect anew, and what
    /// is saved from there on be kept without what was saved before.
    /// </summary>
    private static void ThrowWhatIsLost(WarningsConfigurationBuilder warnings) =>
        warnings.Throw(RelationalEventId.BatchExecutorFailedToReleaseSavepoint);
}

namespace CloudControl.Testing;

/// <summary>
/// A test class's own database, cloned from the migrated template and dropped afterwards: <c>IClassFixture&lt;TestDatabase&gt;</c>,
/// in an assembly that registers <see cref="PostgresServer"/>. Tests of one class share it and run one after the other; a test that
/// needs an untouched database calls <see cref="CloneAsync"/>.
/// </summary>
public sealed class TestDatabase(PostgresServer server) : Xunit.IAsyncLifetime
{
    private readonly List<string> clones = [];

    /// <summary>Where the class's database is; pooled, at most 10 connections.</summary>
    public string ConnectionString => clones[0];

    public async ValueTask InitializeAsync() => await CloneAsync();

    /// <summary>Makes one more migrated, empty database, dropped with this one.</summary>
    public async Task<string> CloneAsync(CancellationToken ct = default)
    {
        var connectionString = await server.CloneAsync(ct);
        lock (clones)
        {
            clones.Add(connectionString);
        }

        return connectionString;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connectionString in clones)
        {
            await server.DropAsync(connectionString);
        }
    }
}

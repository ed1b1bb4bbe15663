namespace CloudControl.Migrations;

/// <summary>
/// <c>migrate</c> brings the database to this version. <c>bootstrap --token-file PATH</c> makes the first account and leaves a
/// token that works in the file, mode 0600. The database is <c>ConnectionStrings__CloudControl</c>.
/// </summary>
public static class Program
{
    private const int BadUsage = 2;

    public static async Task<int> Main(string[] args)
    {
        var connectionString = Environment.GetEnvironmentVariable("ConnectionStrings__CloudControl");
        if (string.IsNullOrEmpty(connectionString))
        {
            await Console.Error.WriteLineAsync("set ConnectionStrings__CloudControl");
            return BadUsage;
        }

        switch (args)
        {
            case ["migrate"]:
                await MigrationRunner.MigrateAsync(connectionString, CancellationToken.None);
                return 0;
            case ["bootstrap", "--token-file", var path]:
                await FirstAccount.EnsureAsync(connectionString, path, CancellationToken.None);
                return 0;
            default:
                await Console.Error.WriteLineAsync("usage: CloudControl.Migrations migrate | bootstrap --token-file PATH");
                return BadUsage;
        }
    }
}

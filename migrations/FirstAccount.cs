using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CloudControl.Migrations;

/// <summary>The account a new cloud starts with: an operator's, since whoever starts a cloud runs it.</summary>
public static class FirstAccount
{
    private const string Name = "first account";
    private const string Email = "operator@localhost";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Leaves a valid token of the first account in the file; one that already works is kept.</summary>
    public static async Task EnsureAsync(string connectionString, string tokenFile, CancellationToken ct)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        await using var db = PersistenceServices.Open(dataSource);
        var now = TimeProvider.System.GetUtcNow();
        if (File.Exists(tokenFile) && await IsValidAsync(db, (await File.ReadAllTextAsync(tokenFile, ct)).Trim(), now, ct))
        {
            return;
        }

        var account = await db.Accounts.OrderBy(a => a.CreatedAt).FirstOrDefaultAsync(ct);
        if (account is null)
        {
            account = Account.Open(Name, Email, now, isOperator: true);
            db.Add(account);
        }

        var (token, secret) = ApiToken.Issue(account.Id, "first token", now);
        db.Add(token);
        await db.SaveChangesAsync(ct);
        await WriteSecretAsync(tokenFile, secret, ct);
    }

    private static async Task<bool> IsValidAsync(CloudControlDb db, string secret, DateTimeOffset now, CancellationToken ct)
    {
        var hash = ApiToken.HashOf(secret);
        return await db.Tokens.SingleOrDefaultAsync(t => t.Hash == hash, ct) is { } token && token.IsValidAt(now);
    }

    private static async Task WriteSecretAsync(string path, string secret, CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        await using var file = new StreamWriter(path, options);
        File.SetUnixFileMode(path, OwnerOnly);
        await file.WriteAsync((secret + "\n").AsMemory(), ct);
    }
}

using CloudControl.Domain.Accounts;

namespace CloudControl.Api.Accounts;

/// <summary>An account as operators see it.</summary>
/// <param name="Id">Its id; the <c>uuid</c> of <c>GET /v2/account</c>.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Email">Whom to write to.</param>
/// <param name="DropletLimit">Droplets it may have at one time.</param>
/// <param name="Operator">Whether its tokens open what is for operators.</param>
/// <param name="CreatedAt">Since when there is such an account.</param>
public sealed record ManagedAccountView(Guid Id, string Name, string Email, int DropletLimit, bool Operator, DateTimeOffset CreatedAt)
{
    public static ManagedAccountView Of(Account account) =>
        new(account.Id.Value, account.Name, account.Email, account.DropletLimit, account.IsOperator, account.CreatedAt);
}

/// <summary>The body of every answer about one account.</summary>
public sealed record ManagedAccountAnswer(ManagedAccountView Account);

namespace CloudControl.Domain.Accounts;

/// <summary>Names a customer's account (DigitalOcean calls it a team).</summary>
public readonly record struct AccountId(Guid Value)
{
    public static AccountId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>Who owns droplets, keys and tokens. Nothing of one account is ever visible to another.</summary>
public sealed class Account
{
    public const int DefaultDropletLimit = 100;

    private Account()
    {
    }

    public AccountId Id { get; private init; }

    public string Name { get; private init; } = "";

    public string Email { get; private init; } = "";

    /// <summary>Droplets the account may have at one time.</summary>
    public int DropletLimit { get; private init; } = DefaultDropletLimit;

    /// <summary>Operators see hosts, runs and every account.</summary>
    public bool IsOperator { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public static Account Open(string name, string email, DateTimeOffset now, bool isOperator = false, int dropletLimit = DefaultDropletLimit) =>
        new() { Id = AccountId.New(), Name = name, Email = email, CreatedAt = now, IsOperator = isOperator, DropletLimit = dropletLimit };
}

using CloudControl.Domain.Accounts;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>Which rows of the tables that accounts own a connection sees: nobody's, one account's, or everybody's.</summary>
public readonly record struct VisibleRows
{
    private readonly string? name;

    private VisibleRows(string name) => this.name = name;

    /// <summary>What nobody owns, and no more.</summary>
    public static VisibleRows None => default;

    /// <summary>For operators' own routes and for what a process does by itself.</summary>
    public static VisibleRows All { get; } = new("all accounts");

    /// <summary>The <c>application_name</c> of a connection that sees them: the policies in the database know these three kinds by it.</summary>
    internal string ConnectionName => name ?? "no account";

    public static VisibleRows Of(AccountId account) => new($"account {account.Value:d}");
}

/// <summary>Says for whom the process asks the database at this moment.</summary>
public interface IVisibility
{
    VisibleRows Current { get; }
}

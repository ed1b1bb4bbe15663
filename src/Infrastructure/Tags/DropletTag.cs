using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;

namespace CloudControl.Infrastructure.Tags;

/// <summary>
/// A droplet that carries a tag, once more beside the tags in the droplet's own row: an account may have ten thousand droplets, and
/// PostgreSQL looks for a word among the words of a row only after it has applied the row's policy, row by row. Triggers of
/// <c>droplets</c> keep it; nobody else writes it.
/// </summary>
public sealed class DropletTag
{
    public AccountId AccountId { get; private init; }

    /// <summary>In its kept spelling.</summary>
    public string Tag { get; private init; } = "";

    /// <summary>One that is not destroyed.</summary>
    public DropletId DropletId { get; private init; }
}

using System.Text.RegularExpressions;
using CloudControl.Domain.Accounts;

namespace CloudControl.Domain.Tags;

/// <summary>
/// A label an account puts on its resources. Names are case stable, as DigitalOcean has it: the first spelling is the one that is
/// kept and shown, and every other spelling of it means the same tag.
/// </summary>
public sealed partial class Tag
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaximumNameLength = 255;

    private Tag()
    {
    }

    public AccountId AccountId { get; private init; }

    /// <summary>As it was first spelled.</summary>
    public string Name { get; private init; } = "";

    /// <summary>The name in small letters: what makes two spellings one tag.</summary>
    public string FoldedName { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

    /// <param name="account">Whose tag it is.</param>
    /// <param name="name">A valid name, see <see cref="IsValidName"/>.</param>
    /// <param name="now">When.</param>
    public static Tag Create(AccountId account, string name, DateTimeOffset now) =>
        new() { AccountId = account, Name = name, FoldedName = Fold(name), CreatedAt = now };

    /// <summary>Letters, digits, colons, dashes and underscores; 1 to 255 of them.</summary>
    public static bool IsValidName(string? name) => name is not null && NamePattern().IsMatch(name);

    public static string Fold(string name) => name.ToLowerInvariant();

    [GeneratedRegex(@"\A[a-zA-Z0-9_:\-]{1,255}\z")]
    private static partial Regex NamePattern();
}

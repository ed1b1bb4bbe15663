using System.Globalization;
using CloudControl.Domain.Accounts;

namespace CloudControl.Domain.Images;

/// <summary>Names an account transfer; a 64-bit integer on the wire.</summary>
public readonly record struct AccountTransferId(long Value)
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What became of an offer.</summary>
public enum AccountTransferState
{
    /// <summary>Nobody has answered yet.</summary>
    Pending,

    /// <summary>The image is the recipient's.</summary>
    Accepted,

    /// <summary>The recipient does not want it.</summary>
    Declined,

    /// <summary>The sender keeps it.</summary>
    Canceled,
}

/// <summary>
/// An image that one account offers another. Until the recipient accepts, the image is the sender's and the recipient does not see it. The
/// recipient is kept as the sender named it and never looked up, so that an offer tells nobody which accounts there are.
/// </summary>
public sealed class AccountTransfer
{
    /// <summary>How long an offer can be accepted.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private AccountTransfer()
    {
    }

    public AccountTransferId Id { get; private init; }

    public ImageId ImageId { get; private init; }

    /// <summary>Who offers.</summary>
    public AccountId AccountId { get; private init; }

    /// <summary>To whom, in lower case; null when it was named by its id.</summary>
    public string? RecipientEmail { get; private init; }

    /// <summary>To whom; null when it was named by its e-mail address.</summary>
    public AccountId? RecipientId { get; private init; }

    public AccountTransferState State { get; private set; }

    public DateTimeOffset OfferedAt { get; private init; }

    /// <summary>When it was accepted, declined or canceled; null before, and for one that lapsed.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public static AccountTransfer Offer(AccountTransferId id, Image image, AccountId sender, string? recipientEmail, AccountId? recipient, DateTimeOffset now) => new()
    {
        Id = id,
        ImageId = image.Id,
        AccountId = sender,
        RecipientEmail = recipientEmail is null ? null : EmailOf(recipientEmail),
        RecipientId = recipient,
        OfferedAt = now,
    };

    /// <summary>E-mail addresses are the same whatever their capitals.</summary>
    public static string EmailOf(string text) => text.Trim().ToLowerInvariant();

    public bool IsPending(DateTimeOffset now) => State == AccountTransferState.Pending && now < OfferedAt + Lifetime;

    public bool IsFor(Account account) => RecipientId == account.Id || RecipientEmail == EmailOf(account.Email);

    public void End(AccountTransferState state, DateTimeOffset now) => (State, EndedAt) = (state, now);
}

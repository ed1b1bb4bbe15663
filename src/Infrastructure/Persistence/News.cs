using System.Globalization;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>
/// What the database tells whoever waits for something, at commit: that an action ended, that an account has a new event. A notice
/// carries no more than its topic; whoever hears it looks for himself.
/// </summary>
public static class News
{
    /// <summary>The channel; its payload is a topic. The triggers of <c>actions</c> and <c>events</c> write to it.</summary>
    public const string Channel = "cloudcontrol_news";

    public static string OfAction(ActionId action) => string.Create(CultureInfo.InvariantCulture, $"action:{action.Value}");

    public static string OfEvents(AccountId account) => $"events:{account.Value:d}";
}

using CloudControl.Domain.Actions;

namespace CloudControl.Infrastructure.Events;

/// <summary>What events say of the action that ended with them.</summary>
internal static class EndedActions
{
    /// <summary>When it ended.</summary>
    /// <exception cref="InvalidOperationException">It has not: there is no event to tell of.</exception>
    public static DateTimeOffset End(this ResourceAction action) =>
        action.CompletedAt ?? throw new InvalidOperationException($"recording an event of action {action.Id}, which has not ended");

    /// <summary>One of two types of events, by how it ended.</summary>
    public static string EndedAs(this ResourceAction action, string completed, string errored) =>
        action.Status == ActionStatus.Errored ? errored : completed;
}

using System.Text.Json;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Events;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Events;

/// <summary>
/// An event before it is recorded: what became true (one of <see cref="EventTypes"/>), about what, and what its receivers are told.
/// The data goes on the wire as it is: no user data, no secrets, no host names.
/// </summary>
public sealed record EventDraft(AccountId AccountId, string Type, string ResourceType, string ResourceId, object Data);

/// <summary>What an event is about, as receivers are told.</summary>
/// <param name="Type">Such as <c>droplet</c>.</param>
/// <param name="Id">The resource's id, as text.</param>
public sealed record EventResource(string Type, string Id);

/// <summary>
/// Writes down what became true, and who is to be told. Both go into the caller's context and are stored by the caller's
/// SaveChanges, in the transaction that makes the event true: there is no event without its cause, and none is lost after it.
/// </summary>
public static class EventLog
{
    /// <inheritdoc cref="RecordAsync(CloudControlDb, AccountId, string, string, string, object, DateTimeOffset, CancellationToken)"/>
    public static Task<CloudEvent> RecordAsync(CloudControlDb db, EventDraft draft, DateTimeOffset now, CancellationToken ct) =>
        RecordAsync(db, draft.AccountId, draft.Type, draft.ResourceType, draft.ResourceId, draft.Data, now, ct);

    /// <summary>
    /// Adds the event and one delivery for each enabled webhook of the account that wants its type. Called twice it is two events:
    /// a step that may run twice records only when its own change of state is still to be made. Recorded last, just before the
    /// commit: until then the account's other events wait for this one's number.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no transaction that could make the event true.</exception>
    public static async Task<CloudEvent> RecordAsync(
        CloudControlDb db, AccountId account, string type, string resourceType, string resourceId, object data, DateTimeOffset now,
        CancellationToken ct)
    {
        var json = JsonSerializer.SerializeToElement(data, data.GetType(), EventJson.Options);
        var numbers = await EventNumbering.NextAsync(db, account, resourceType, resourceId, ct);
        var happened = CloudEvent.Record(account, type, resourceType, resourceId, numbers, json.GetRawText(), now);
        db.Add(happened);

        // Locked as the deliveries' foreign keys will lock them: one that is deleted meanwhile is not found, rather than missed at the end.
        var webhooks = await db.Webhooks
            .FromSql($"select * from webhooks where account_id = {account.Value} and enabled for key share").AsNoTracking().ToListAsync(ct);
        var body = BodyOf(type, now, json, numbers.Sequence, new EventResource(resourceType, resourceId));
        db.AddRange(webhooks.Where(w => w.Wants(type)).Select(w => WebhookDelivery.Of(w.Id, happened.PublicId, type, body, now)));
        return happened;
    }

    /// <summary>
    /// The message as Standard Webhooks wants it; these very characters are signed and sent on every attempt. What is about no
    /// resource, such as a test, has neither <paramref name="sequence"/> nor <paramref name="resource"/>.
    /// </summary>
    public static string BodyOf(
        string type, DateTimeOffset timestamp, JsonElement data, long? sequence = null, EventResource? resource = null) =>
        JsonSerializer.Serialize(new Message(type, timestamp, sequence, resource, data), EventJson.Options);

    private sealed record Message(string Type, DateTimeOffset Timestamp, long? Sequence, EventResource? Resource, JsonElement Data);
}

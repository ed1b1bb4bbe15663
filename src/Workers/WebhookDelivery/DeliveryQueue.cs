using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Delivery = CloudControl.Domain.Webhooks.WebhookDelivery;

namespace CloudControl.Workers.WebhookDelivery;

/// <summary>
/// One delivery, claimed by this process. The end of the claim, by the database's clock, also fences it: another claim has another end.
/// </summary>
public sealed record DeliveryClaim(Guid Id, WebhookId WebhookId, DateTimeOffset Until);

/// <summary>
/// The deliveries table as a queue: claimed for a while, settled by whoever still holds the claim. What is due and when a claim ends the
/// database says: a process whose clock is wrong neither holds messages up nor sends those that others are sending.
/// </summary>
public sealed class DeliveryQueue(
    NpgsqlDataSource dataSource, IDbContextFactory<CloudControlDb> contexts, WebhookDeliveryOptions options, TimeProvider clock)
{
    /// <summary>
    /// The longest-due delivery of each webhook that has a slot left. One of each, so that a thousand for one webhook do not stand
    /// before the one for another; the next call takes the next. Written as a materialized step because it locks: the planner must
    /// not run it twice.
    /// </summary>
    private const string ClaimSql =
        """
        with claimable as materialized (
            select due.id
            from (
                select distinct webhook_id from webhook_deliveries
                where status = 'pending' and due_at <= now() and (claimed_until is null or claimed_until <= now()) and webhook_id <> all(@full)
            ) endpoint
            cross join lateral (
                select id, due_at from webhook_deliveries
                where webhook_id = endpoint.webhook_id and status = 'pending' and due_at <= now()
                    and (claimed_until is null or claimed_until <= now())
                order by due_at limit 1 for update skip locked
            ) due
            order by due.due_at limit @most
        )
        update webhook_deliveries set claimed_until = now() + @lease from claimable where webhook_deliveries.id = claimable.id
        returning webhook_deliveries.id, webhook_id, claimed_until
        """;

    /// <summary>Claims what is due.</summary>
    /// <param name="full">Webhooks to leave alone.</param>
    /// <param name="most">Claims at most; at least 1.</param>
    /// <param name="ct">Ends the wait for the database.</param>
    public async Task<IReadOnlyList<DeliveryClaim>> ClaimAsync(Guid[] full, int most, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(ClaimSql);
        command.Parameters.AddWithValue("lease", options.Lease);
        command.Parameters.AddWithValue("full", full);
        command.Parameters.AddWithValue("most", most);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var claims = new List<DeliveryClaim>();
        while (await reader.ReadAsync(ct))
        {
            claims.Add(new DeliveryClaim(reader.GetGuid(0), new WebhookId(reader.GetGuid(1)), reader.GetFieldValue<DateTimeOffset>(2)));
        }

        return claims;
    }

    /// <summary>The delivery and its webhook as they are now; null when they are gone.</summary>
    public async Task<(Delivery Delivery, Webhook Webhook)?> FindAsync(DeliveryClaim claim, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var found = await db.WebhookDeliveries.AsNoTracking().Where(d => d.Id == claim.Id)
            .Join(db.Webhooks, d => d.WebhookId, w => w.Id, (d, w) => new { Delivery = d, Webhook = w }).SingleOrDefaultAsync(ct);
        return found is null ? null : (found.Delivery, found.Webhook);
    }

    /// <summary>
    /// Writes down what came of it, unless another process has claimed it since. The webhook's row is locked before the delivery's, in
    /// the order of a deletion's cascade, so that the two cannot wait for each other; and weakly enough that events go on being recorded.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="change">Changes the two, under their row locks. A webhook that it disables is told of by an event.</param>
    /// <param name="ct">Ends the wait for the database.</param>
    /// <returns>False when the claim was lost. A webhook deleted meanwhile leaves nothing to settle.</returns>
    public async Task<bool> SettleAsync(DeliveryClaim claim, Action<Delivery, Webhook> change, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var found = await db.Webhooks.FromSql($"select * from webhooks where id = {claim.WebhookId.Value} for no key update").ToListAsync(ct);
        if (found is not [var webhook])
        {
            return true;
        }

        var held = await db.WebhookDeliveries
            .FromSql($"select * from webhook_deliveries where id = {claim.Id} and claimed_until = {claim.Until} for update").ToListAsync(ct);
        if (held is not [var delivery])
        {
            return false;
        }

        var wasEnabled = webhook.Enabled;
        change(delivery, webhook);
        await db.SaveChangesAsync(ct);
        if (wasEnabled && !webhook.Enabled)
        {
            await EventLog.RecordAsync(db, WebhookEvents.Disabled(webhook), clock.GetUtcNow(), ct);
            await db.SaveChangesAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>Gives a claim back, so that another process need not wait for its end.</summary>
    public async Task HandBackAsync(DeliveryClaim claim, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            "update webhook_deliveries set claimed_until = null where id = @id and claimed_until = @until");
        command.Parameters.AddWithValue("id", claim.Id);
        command.Parameters.AddWithValue("until", claim.Until);
        await command.ExecuteNonQueryAsync(ct);
    }
}

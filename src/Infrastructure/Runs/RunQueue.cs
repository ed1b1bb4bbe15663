using CloudControl.Domain.Runs;
using Npgsql;

namespace CloudControl.Infrastructure.Runs;

/// <summary>A run to hand to the job engine.</summary>
public sealed record WaitingRun(RunId Id, string Queue);

/// <summary>What a sweep found.</summary>
/// <param name="Runs">Runs that can be claimed now, best first; marked as handed out.</param>
/// <param name="NextDue">How long until a waiting run falls due; null when none does before the next sweep anyway.</param>
public sealed record Sweep(IReadOnlyList<WaitingRun> Runs, TimeSpan? NextDue);

/// <summary>
/// The side of the runs the pump looks at. A run is handed out when it could be claimed: due, not leased, not handed out lately, the
/// first open one on its subject, and with a place left on its queue. So a queue with a thousand waiting runs costs a handful of jobs,
/// and the order of priority is decided as late as possible. Scrubs never take a queue's last places: what was ordered meanwhile finds one.
/// </summary>
public sealed class RunQueue(NpgsqlDataSource dataSource, RunOptions options)
{
    /// <summary>Where the database announces that a run was recorded or given back; the payload is its queue.</summary>
    public const string Channel = "cloudcontrol_runs";

    private const string TakeWaiting =
        $"""
        with room as (
          select served.queue, @per_queue - count(busy.id) as places
          from unnest(@queues) as served(queue)
          left join runs busy on busy.queue = served.queue and busy.{RunStore.IsOpen}
            and (busy.lease_until > now() or busy.dispatched_at > now() - @dispatch_again)
          group by served.queue)
        update runs set dispatched_at = now()
        where id in (
          select waiting.id
          from (
           select best.*, room.places, row_number() over (partition by room.queue order by best.priority, best.due_at) as place
           from room cross join lateral (
            select r.id, r.priority, r.due_at from runs r
            where r.queue = room.queue and r.{RunStore.IsOpen}
              and r.due_at <= now()
              and (r.lease_until is null or r.lease_until <= now())
              and (r.dispatched_at is null or r.dispatched_at <= now() - @dispatch_again)
              and not exists (
                select from runs earlier
                where earlier.subject = r.subject and earlier.{RunStore.IsOpen} and (earlier.created_at, earlier.id) < (r.created_at, r.id))
            order by r.priority, r.due_at
            limit greatest(room.places, 0)
            for update skip locked) best) waiting
          where waiting.place <= waiting.places - case when waiting.priority >= @patient then @kept else 0 end
          order by waiting.priority, waiting.due_at
          limit @batch)
        returning id, queue, priority, due_at
        """;

    private const string Forget =
        $"""
        update runs set dispatched_at = null
        where queue = any(@queues) and {RunStore.IsOpen} and dispatched_at is not null and (lease_until is null or lease_until <= now())
        """;

    // A lapsing lease is no event anybody announces, so it counts as a due time too.
    private const string FindNextDue =
        $"""
        select min(greatest(due_at, coalesce(lease_until, due_at))) - now() from runs
        where queue = any(@queues) and {RunStore.IsOpen}
          and greatest(due_at, coalesce(lease_until, due_at)) between now() and now() + @sweep
        """;

    /// <summary>
    /// Forgets what was handed out and not claimed yet: by a process that died since, or by a sweep whose answer was lost. A run that is
    /// handed out twice by that does no harm.
    /// </summary>
    /// <param name="queues">The queues this process serves.</param>
    /// <param name="ct">Cancels the write.</param>
    public async Task ForgetDispatchesAsync(IReadOnlyList<string> queues, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Forget);
        command.Parameters.Add(new("queues", queues.ToArray()));
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Takes the runs to hand out now.</summary>
    /// <param name="queues">The queues this process serves.</param>
    /// <param name="ct">Cancels the sweep.</param>
    public async Task<Sweep> TakeWaitingAsync(IReadOnlyList<string> queues, CancellationToken ct)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(TakeWaiting)
        {
            Parameters =
            {
                new("queues", queues.ToArray()), new("per_queue", (long)options.RunsPerQueue), new("batch", options.DispatchBatch),
                new("dispatch_again", options.DispatchAgainAfter), new("patient", RunStore.Patient), new("kept", (long)options.KeptFromScrubs),
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(FindNextDue)
        {
            Parameters = { new("queues", queues.ToArray()), new("sweep", options.Sweep) },
        });

        await using var reader = await batch.ExecuteReaderAsync(ct);
        var taken = new List<(WaitingRun Run, int Priority, DateTime DueAt)>();
        while (await reader.ReadAsync(ct))
        {
            taken.Add((new WaitingRun(new RunId(reader.GetGuid(0)), reader.GetString(1)), reader.GetInt32(2), reader.GetDateTime(3)));
        }

        await reader.NextResultAsync(ct);
        TimeSpan? nextDue = await reader.ReadAsync(ct) && !reader.IsDBNull(0) ? reader.GetTimeSpan(0) : null;
        return new Sweep([.. taken.OrderBy(t => t.Priority).ThenBy(t => t.DueAt).Select(t => t.Run)], nextDue);
    }
}

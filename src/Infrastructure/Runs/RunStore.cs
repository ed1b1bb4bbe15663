using CloudControl.Domain.Runs;
using Npgsql;
using NpgsqlTypes;

namespace CloudControl.Infrastructure.Runs;

/// <summary>
/// Claims runs, holds them and writes their outcomes. Every moment is the database's: a worker whose clock steps neither loses its
/// leases nor keeps them too long. Every write after the claim is fenced (<see cref="Fence"/>), in the same statement.
/// </summary>
public sealed class RunStore(NpgsqlDataSource dataSource, RunOptions options)
{
    /// <summary>In SQL: the run has not ended. The spelling of the partial indexes.</summary>
    internal const string IsOpen = "status in ('forward', 'undoing', 'stuck')";

    /// <summary>Runs of this priority and below leave the last places of their queue to others.</summary>
    internal const int Patient = (int)RunPriority.Scrub;

    private const int LongestDetail = 2000;

    // Claims on one queue go one after the other, so that two of them cannot both take its last place. The lock is taken by a
    // statement of its own: a count in the same statement would look at the time before the lock was granted.
    private const string LockQueue =
        "select pg_advisory_xact_lock(hashtextextended('cloudcontrol.runs/' || queue, 0)) from runs where id = @id";

    private const string Claim =
        $"""
        update runs set attempt = attempt + 1, lease_owner = @owner, lease_until = now() + @lease, dispatched_at = null
        where id = @id and {IsOpen}
          and due_at <= now()
          and (lease_until is null or lease_until <= now())
          and not exists (
            select from runs earlier
            where earlier.subject = runs.subject and earlier.{IsOpen}
              and (earlier.created_at, earlier.id) < (runs.created_at, runs.id))
          and not exists (select from hosts where hosts.name = runs.queue and hosts.served_by <> @owner and hosts.served_until > now())
          and @per_queue - case when priority >= @patient then @kept else 0 end > (select count(*) from runs other where other.queue = runs.queue and other.lease_until > now())
        returning attempt, pipeline, queue, state::text, status, step_index, failures, reason, error_code, error_message,
          coalesce((
            select last.times from run_steps last
            where last.id = (select max(id) from run_steps where run_id = runs.id)
              and last.outcome = 'again' and last.step_index = runs.step_index), 0)
        """;

    // A refused claim used up its dispatch: the next sweep may hand the run out again as soon as it can be claimed.
    private const string ForgetDispatch =
        """
        update runs set dispatched_at = null
        where id = @id and dispatched_at is not null and (lease_until is null or lease_until <= now())
        """;

    private const string Renew =
        "update runs set lease_until = now() + @lease where id = @id and attempt = @attempt and lease_owner = @owner";

    private const string GiveBack =
        """
        with fenced as (
          update runs set lease_owner = null, lease_until = null, due_at = now() + @rest
          where id = @id and attempt = @attempt and lease_owner = @owner
          returning queue)
        select queue, pg_notify('cloudcontrol_runs', queue) from fenced
        """;

    // The run and its story in one statement: either both are written or the fence had fallen and neither is. The same outcome of
    // the same step again is counted on its record; what was done by the same attempt is the same write again, whose answer was lost. Giving the run back announces it, as it may be due at once and has made room.
    private const string Store =
        """
        with fenced as (
          update runs set state = @state, status = @status, step_index = @next_step, failures = @failures,
            steps_done = @steps_done, steps_total = @steps_total,
            bytes_done = coalesce(@bytes_done, bytes_done), bytes_total = coalesce(@bytes_total, bytes_total),
            reason = @reason, error_code = @error_code, error_message = @error_message,
            lease_owner = case when @gives_back then null else lease_owner end,
            lease_until = case when @gives_back then null else now() + @lease end,
            due_at = case when @gives_back then now() + @rest else due_at end,
            ended_at = case when @ends then now() end
          where id = @id and attempt = @attempt and lease_owner = @owner
          returning id, queue),
        counted as (
          update run_steps set times = times + case when outcome = 'done' then 0 else 1 end, detail = @detail, attempt = @attempt, at = now()
          where id = (select max(id) from run_steps where run_id = (select id from fenced))
            and step_index = @step_index and undo = @undo and outcome = @outcome and (outcome <> 'done' or attempt = @attempt)
          returning run_id),
        recorded as (
          insert into run_steps (run_id, step_index, step_name, undo, outcome, detail, attempt, at)
          select id, @step_index, @step_name, @undo, @outcome, @detail, @attempt, now() from fenced
          where not exists (select from counted))
        select queue, case when @gives_back then pg_notify('cloudcontrol_runs', queue) end from fenced
        """;

    /// <summary>
    /// Takes a run: when it is open, due and unleased, no earlier open run works on its subject, its queue has a place, and nobody else
    /// serves the host of that name.
    /// </summary>
    /// <param name="run">Which.</param>
    /// <param name="owner">Who will drive it, also as a host's server; it is the attempt that tells two drives by one process apart.</param>
    /// <param name="ct">Cancels the claim; a claim already made then lapses by itself.</param>
    /// <returns>Null when any of that is not so.</returns>
    public async Task<ClaimedRun?> ClaimAsync(RunId run, string owner, CancellationToken ct)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(LockQueue) { Parameters = { new("id", run.Value) } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Claim)
        {
            Parameters = { new("id", run.Value), new("owner", owner), new("lease", options.Lease), new("per_queue", (long)options.RunsPerQueue), new("patient", Patient), new("kept", (long)options.KeptFromScrubs) },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ForgetDispatch) { Parameters = { new("id", run.Value) } });

        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            return null;
        }

        var progress = new RunProgress(
            reader.GetString(3), Enum.Parse<RunStatus>(reader.GetString(4), ignoreCase: true), reader.GetInt32(5), reader.GetInt32(6),
            Text(reader, 7), Text(reader, 8), Text(reader, 9));
        return new ClaimedRun(new Fence(run, owner, reader.GetInt32(0)), reader.GetString(1), reader.GetString(2), progress, reader.GetInt32(10));
    }

    /// <summary>Renews a lease.</summary>
    /// <returns>False when the run is somebody else's by now.</returns>
    public async Task<bool> HeartbeatAsync(Fence fence, CancellationToken ct)
    {
        await using var command = Fenced(Renew, fence);
        command.Parameters.Add(new("lease", options.Lease));
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>Gives a run back without an outcome: nothing about it is known that was not stored before.</summary>
    /// <returns>False when it is somebody else's by now.</returns>
    public async Task<bool> GiveBackAsync(Fence fence, TimeSpan rest, CancellationToken ct)
    {
        await using var command = Fenced(GiveBack, fence);
        command.Parameters.Add(new("rest", rest));
        return await command.ExecuteScalarAsync(ct) is not null;
    }

    /// <summary>Stores what a step came to and where the run stands now, in one statement.</summary>
    /// <param name="fence">The right to do so.</param>
    /// <param name="story">What the step came to.</param>
    /// <param name="progress">Where the run stands now. An ended run is given back by that.</param>
    /// <param name="rest">Null keeps the run and renews its lease; otherwise it is given back and due after this time.</param>
    /// <param name="ct">Cancels the write.</param>
    /// <returns>False when the run is somebody else's by now; then nothing was written.</returns>
    public async Task<bool> StoreOutcomeAsync(Fence fence, StepStory story, RunProgress progress, TimeSpan? rest, CancellationToken ct)
    {
        await using var command = Fenced(Store, fence);
        var parameters = command.Parameters;
        parameters.Add(new("lease", options.Lease));
        parameters.Add(new("gives_back", progress.HasEnded || rest is not null));
        parameters.Add(new("rest", rest ?? TimeSpan.Zero));
        parameters.Add(new("ends", progress.HasEnded));
        parameters.Add(new("state", NpgsqlDbType.Jsonb) { Value = progress.State });
        parameters.Add(new("status", progress.Status.ToString().ToLowerInvariant()));
        parameters.Add(new("next_step", progress.StepIndex));
        parameters.Add(new("failures", progress.Failures));
        parameters.Add(new("steps_done", progress.StepsDone));
        parameters.Add(new("steps_total", progress.StepsTotal));
        parameters.Add(BytesOrNull("bytes_done", progress.Work?.Bytes));
        parameters.Add(BytesOrNull("bytes_total", progress.Work?.OfBytes));
        parameters.Add(TextOrNull("reason", progress.Reason));
        parameters.Add(TextOrNull("error_code", progress.ErrorCode));
        parameters.Add(TextOrNull("error_message", progress.ErrorMessage));
        parameters.Add(new("step_index", story.StepIndex));
        parameters.Add(new("step_name", story.StepName));
        parameters.Add(new("undo", story.Undo));
        parameters.Add(new("outcome", story.Outcome));
        parameters.Add(TextOrNull("detail", story.Detail));
        return await command.ExecuteScalarAsync(ct) is not null;
    }

    private NpgsqlCommand Fenced(string sql, Fence fence)
    {
        var command = dataSource.CreateCommand(sql);
        command.Parameters.Add(new("id", fence.Run.Value));
        command.Parameters.Add(new("attempt", fence.Attempt));
        command.Parameters.Add(new("owner", fence.Owner));
        return command;
    }

    /// <summary>An exception's text may hold anything; PostgreSQL takes everything but a NUL, and nobody reads past the limit.</summary>
    private static NpgsqlParameter TextOrNull(string name, string? text)
    {
        var kept = text?.Replace("\0", "", StringComparison.Ordinal);
        return new(name, NpgsqlDbType.Text) { Value = kept is null ? DBNull.Value : kept.Length > LongestDetail ? kept[..LongestDetail] : kept };
    }

    private static NpgsqlParameter BytesOrNull(string name, long? bytes) => new(name, NpgsqlDbType.Bigint) { Value = bytes ?? (object)DBNull.Value };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}

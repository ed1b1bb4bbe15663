using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Runs;

/// <summary>A run on the wire, for operators.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Pipeline">Name and version of its step list.</param>
/// <param name="Host">The host whose queue it is in.</param>
/// <param name="Resource">What it works on, such as <c>droplet:1000042</c>.</param>
/// <param name="ActionId">The action it carries out; null for housekeeping.</param>
/// <param name="Status"><c>forward</c>, <c>undoing</c>, <c>stuck</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Attempt">How often a worker has taken it.</param>
/// <param name="Failures">Failures in a row of the step it is at.</param>
/// <param name="Reason">Why it waits, is stuck or turned round.</param>
/// <param name="LastStep">What stored the last outcome; null before the first.</param>
/// <param name="LeasedBy">The worker that drives it; null when none does.</param>
/// <param name="DueAt">Not before this.</param>
/// <param name="CreatedAt">When it was recorded.</param>
/// <param name="EndedAt">When it ended; null while it is open.</param>
public sealed record RunView(
    Guid Id, string Pipeline, string Host, string Resource, long? ActionId, string Status, int Attempt, int Failures, string? Reason,
    LastStepView? LastStep, string? LeasedBy, DateTimeOffset DueAt, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt)
{
    internal static RunView Of(RunWithLastStep read) => new(
        read.Run.Id.Value, read.Run.Pipeline, read.Run.Queue, read.Run.Subject, read.Run.ActionId?.Value,
        read.Run.Status.ToString().ToLowerInvariant(), read.Run.Attempt, read.Run.Failures, read.Run.Reason,
        read.Last is { } last ? new LastStepView(last.StepName, last.Undo, last.Outcome, last.Times, last.Detail, last.At) : null,
        read.Run.LeaseOwner, read.Run.DueAt, read.Run.CreatedAt, read.Run.EndedAt);
}

/// <summary>The last line of a run's story.</summary>
/// <param name="Name">The step.</param>
/// <param name="Undo">Whether it was being undone.</param>
/// <param name="Outcome"><c>done</c>, <c>again</c> or <c>failed</c>.</param>
/// <param name="Times">How often in a row.</param>
/// <param name="Detail">What it waits for, or what failed.</param>
/// <param name="At">When it was stored last.</param>
public sealed record LastStepView(string Name, bool Undo, string Outcome, int Times, string? Detail, DateTimeOffset At);

/// <summary>The body of every answer about one run.</summary>
public sealed record RunAnswer(RunView Run);

/// <summary>A run and the last line of its story, read in one query.</summary>
internal sealed record RunWithLastStep(PipelineRun Run, StepRecord? Last);

/// <summary>Reads runs together with the last lines of their stories.</summary>
internal static class RunReading
{
    public static IQueryable<RunWithLastStep> WithLastStep(this CloudControlDb db, IQueryable<PipelineRun> runs) =>
        runs.AsNoTracking().Select(run => new RunWithLastStep(
            run, db.RunSteps.Where(step => step.RunId == run.Id).OrderByDescending(step => step.Id).FirstOrDefault()));

    public static async Task<RunAnswer?> FindAsync(this CloudControlDb db, Guid id, CancellationToken ct) =>
        await db.WithLastStep(db.Runs.Where(run => run.Id == new RunId(id))).SingleOrDefaultAsync(ct) is { } read
            ? new RunAnswer(RunView.Of(read))
            : null;
}

using CloudControl.Domain;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.Tests.Laws;

/// <summary>What a law injects where it wants a step to fail.</summary>
public sealed record InjectedFault() : Error(ErrorFamily.Unavailable, "A law made this step fail.");

/// <summary>The end of a worker: nothing in its process happens after this.</summary>
public sealed class WorkerKilledException() : Exception("a law killed the worker");

/// <summary>Leaves everything as it is; the laws override what they bend.</summary>
public abstract class Interceptor : IStepInterceptor
{
    public virtual Task<StepOutcome> CallAsync(StepCall call, Func<Task<StepOutcome>> step) => step();

    public virtual Task StoredAsync(StepCall call, StepOutcome outcome) => Task.CompletedTask;

    /// <summary>Calls the step, and when it says that it is done, calls it again: as after a crash between the work and its record.</summary>
    protected static async Task<StepOutcome> TwiceAsync(Func<Task<StepOutcome>> step)
    {
        var first = await step();
        return first.Verdict == StepVerdict.Done ? await step() : first;
    }
}

/// <summary>Nothing is bent.</summary>
public sealed class Unbent : Interceptor;

/// <summary>Every step and every undo is called twice; one step may be made to fail.</summary>
/// <param name="failAt">Index of the step that fails once its work is done; null for none.</param>
public sealed class Twice(int? failAt = null) : Interceptor
{
    public override async Task<StepOutcome> CallAsync(StepCall call, Func<Task<StepOutcome>> step)
    {
        var outcome = await TwiceAsync(step);
        return !call.Undo && call.StepIndex == failAt && outcome.Verdict == StepVerdict.Done ? StepOutcome.Failed(new InjectedFault()) : outcome;
    }
}

/// <summary>When, in a step that is made to fail, it does.</summary>
public enum FailureMoment
{
    /// <summary>It never began.</summary>
    BeforeItsWork,

    /// <summary>It did everything and then says no.</summary>
    AfterItsWork,
}

/// <summary>One step fails.</summary>
public sealed class FailsAt(int stepIndex, FailureMoment moment) : Interceptor
{
    public override async Task<StepOutcome> CallAsync(StepCall call, Func<Task<StepOutcome>> step)
    {
        if (call.Undo || call.StepIndex != stepIndex)
        {
            return await step();
        }

        if (moment == FailureMoment.AfterItsWork && await step() is { Verdict: not StepVerdict.Done } early)
        {
            return early;
        }

        return StepOutcome.Failed(new InjectedFault());
    }
}

/// <summary>One step fails a few times, before and after its work by turns, and then no more.</summary>
public sealed class FailsSomeTimesAt(int stepIndex) : Interceptor
{
    private const int Failures = 3;

    private int calls;

    public override async Task<StepOutcome> CallAsync(StepCall call, Func<Task<StepOutcome>> step)
    {
        if (call.StepIndex != stepIndex || ++calls > Failures)
        {
            return await step();
        }

        if (calls % 2 == 0)
        {
            await step();
        }

        return StepOutcome.Failed(new InjectedFault());
    }
}

/// <summary>Every step throws the first time its work is done; one step may be made to fail.</summary>
/// <param name="failAt">Index of the step that fails once its work is done; null for none.</param>
public sealed class ThrowsOnce(int? failAt = null) : Interceptor
{
    private readonly HashSet<(int StepIndex, bool Undo)> thrown = [];

    public override async Task<StepOutcome> CallAsync(StepCall call, Func<Task<StepOutcome>> step)
    {
        var outcome = await step();
        if (outcome.Verdict == StepVerdict.Done && thrown.Add((call.StepIndex, call.Undo)))
        {
            throw new IOException("a law made this step throw");
        }

        return !call.Undo && call.StepIndex == failAt && outcome.Verdict == StepVerdict.Done ? StepOutcome.Failed(new InjectedFault()) : outcome;
    }
}

/// <summary>The worker is killed after every outcome it stores, so no two steps are walked by one process.</summary>
/// <param name="failAt">Index of the step that fails once its work is done; null for none.</param>
public sealed class KilledAfterEveryOutcome(int? failAt = null) : Interceptor
{
    public override async Task<StepOutcome> CallAsync(StepCall call, Func<Task<StepOutcome>> step)
    {
        var outcome = await step();
        return !call.Undo && call.StepIndex == failAt && outcome.Verdict == StepVerdict.Done ? StepOutcome.Failed(new InjectedFault()) : outcome;
    }

    public override Task StoredAsync(StepCall call, StepOutcome outcome) => throw new WorkerKilledException();
}

/// <summary>
/// The worker is overtaken in one step: before it does the step's work, somebody else has driven the run to its end. What it then does
/// changes nothing, and what it came to is not stored.
/// </summary>
/// <param name="stepIndex">The step.</param>
/// <param name="takeOver">Lets the lease lapse and another worker finish the run.</param>
public sealed class Overtaken(int stepIndex, Func<Task> takeOver) : Interceptor
{
    public bool HasActed { get; private set; }

    public override async Task<StepOutcome> CallAsync(StepCall call, Func<Task<StepOutcome>> step)
    {
        if (HasActed || call.Undo || call.StepIndex != stepIndex)
        {
            return await step();
        }

        await takeOver();
        HasActed = true;
        return await step();
    }

    public override Task StoredAsync(StepCall call, StepOutcome outcome) => HasActed
        ? throw new Xunit.Sdk.XunitException($"{call.StepName} stored an outcome of a run that was lost")
        : Task.CompletedTask;
}

using CloudControl.Domain.Runs;

namespace CloudControl.Workers.Pipelines;

/// <summary>One call of one step, as an interceptor sees it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Pipeline">Its pipeline's name.</param>
/// <param name="StepIndex">Its place in the list.</param>
/// <param name="StepName">The step's name.</param>
/// <param name="Undo">True for an undo or an epilogue.</param>
public sealed record StepCall(RunId Run, string Pipeline, int StepIndex, string StepName, bool Undo);

/// <summary>
/// Stands between the runner and its steps: where tests run a step twice, make it fail, or end the worker. In production there is
/// none.
/// </summary>
public interface IStepInterceptor
{
    /// <summary>Called instead of the step. Every call of <paramref name="step"/> is one call of the real step, in a scope of its own.</summary>
    Task<StepOutcome> CallAsync(StepCall call, Func<Task<StepOutcome>> step);

    /// <summary>Called after an outcome was stored and before anything else happens. What it throws ends the drive as a crash would.</summary>
    Task StoredAsync(StepCall call, StepOutcome outcome);
}

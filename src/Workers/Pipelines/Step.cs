namespace CloudControl.Workers.Pipelines;

/// <summary>
/// One step of a pipeline. It is made anew for every call, in a dependency scope of its own, and remembers nothing: all it knows is in
/// the run's state, read from the database before the call and stored with the outcome after it. What it changes in the state is
/// stored when it returns, and forgotten when it throws. Both methods may be called again after they did their work, halfway through
/// it, or before they began.
/// </summary>
/// <typeparam name="TState">The pipeline's state.</typeparam>
public abstract class Step<TState> : IStep<TState>
    where TState : class
{
    /// <summary>Sees to it that the step's work is there.</summary>
    /// <param name="run">The run's state.</param>
    /// <param name="ct">Cancelled when the worker stops or has lost the run: stop soon, halfway if need be.</param>
    public abstract Task<StepOutcome> DoAsync(TState run, CancellationToken ct);

    /// <summary>
    /// Sees to it that the step's work is gone. Also called when <see cref="DoAsync"/> stopped halfway or never began, so it asks the
    /// outside what is there. A step without an undo changes nothing that an earlier step's undo does not cover.
    /// </summary>
    /// <inheritdoc cref="DoAsync" path="/param"/>
    public virtual Task<StepOutcome> UndoAsync(TState run, CancellationToken ct) => Task.FromResult(StepOutcome.Done);
}

/// <summary>Why a run turned round.</summary>
/// <param name="Code">The error's name for machines, such as <c>no_free_extents</c>.</param>
/// <param name="CustomerMessage">One sentence for the customer.</param>
/// <param name="OperatorDetail">What happened, for operators.</param>
public sealed record RunFailure(string Code, string CustomerMessage, string OperatorDetail)
{
    /// <summary>The code when a step threw until nobody believed in it any more.</summary>
    public const string InternalErrorCode = "internal_error";

    /// <summary>All a customer learns about an exception.</summary>
    public const string InternalErrorMessage = "Something went wrong on our side.";
}

/// <summary>
/// What a pipeline does after everything was undone and before its run counts as failed: tells whoever waits for it. Called at least
/// once, in a scope of its own like a step.
/// </summary>
/// <typeparam name="TState">The pipeline's state.</typeparam>
public abstract class Epilogue<TState> : IEpilogue<TState>
    where TState : class
{
    /// <param name="run">The run's state.</param>
    /// <param name="failure">What turned it round.</param>
    /// <param name="ct">Cancelled when the worker stops or has lost the run.</param>
    public abstract Task<StepOutcome> RunAsync(TState run, RunFailure failure, CancellationToken ct);
}

/// <summary>
/// A step as lists take it. Contravariant: a step written for an interface, such as "a run that makes a volume", fits every pipeline
/// whose state is one.
/// </summary>
/// <typeparam name="TState">What of the state the step needs.</typeparam>
public interface IStep<in TState>
    where TState : class
{
    /// <inheritdoc cref="Step{TState}.DoAsync"/>
    Task<StepOutcome> DoAsync(TState run, CancellationToken ct);

    /// <inheritdoc cref="Step{TState}.UndoAsync"/>
    Task<StepOutcome> UndoAsync(TState run, CancellationToken ct);
}

/// <summary>An epilogue as lists take it, contravariant like <see cref="IStep{TState}"/>.</summary>
/// <typeparam name="TState">What of the state the epilogue needs.</typeparam>
public interface IEpilogue<in TState>
    where TState : class
{
    /// <inheritdoc cref="Epilogue{TState}.RunAsync"/>
    Task<StepOutcome> RunAsync(TState run, RunFailure failure, CancellationToken ct);
}

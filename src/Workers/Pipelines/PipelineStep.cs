namespace CloudControl.Workers.Pipelines;

/// <summary>
/// One entry of a pipeline's list. An epilogue is an entry too, always the first: a step with nothing to do and only something to
/// undo, so the walk back reaches it last, stores its outcome and retries it like any other.
/// </summary>
public abstract class PipelineStep
{
    private protected PipelineStep(Type type) => Type = type;

    /// <summary>The class that does the work.</summary>
    public Type Type { get; }

    /// <summary>As stored in the run's story and in the golden list.</summary>
    public string Name => Type.Name;

    /// <summary>True for what <see cref="Steps{TState}.WhenUndone{TEpilogue}"/> declared: skipped on the way forward.</summary>
    public abstract bool IsEpilogue { get; }

    internal abstract Task<StepOutcome> DoAsync(IServiceProvider scope, object state, CancellationToken ct);

    internal abstract Task<StepOutcome> UndoAsync(IServiceProvider scope, object state, RunFailure failure, CancellationToken ct);
}

internal sealed class StepEntry<TStep, TState>() : PipelineStep(typeof(TStep))
    where TStep : class, IStep<TState>
    where TState : class
{
    private static readonly ObjectFactory<TStep> Make = ActivatorUtilities.CreateFactory<TStep>([]);

    public override bool IsEpilogue => false;

    internal override Task<StepOutcome> DoAsync(IServiceProvider scope, object state, CancellationToken ct) =>
        Make(scope, null).DoAsync((TState)state, ct);

    internal override Task<StepOutcome> UndoAsync(IServiceProvider scope, object state, RunFailure failure, CancellationToken ct) =>
        Make(scope, null).UndoAsync((TState)state, ct);
}

internal sealed class EpilogueEntry<TEpilogue, TState>() : PipelineStep(typeof(TEpilogue))
    where TEpilogue : class, IEpilogue<TState>
    where TState : class
{
    private static readonly ObjectFactory<TEpilogue> Make = ActivatorUtilities.CreateFactory<TEpilogue>([]);

    public override bool IsEpilogue => true;

    internal override Task<StepOutcome> DoAsync(IServiceProvider scope, object state, CancellationToken ct) => Task.FromResult(StepOutcome.Done);

    internal override Task<StepOutcome> UndoAsync(IServiceProvider scope, object state, RunFailure failure, CancellationToken ct) =>
        Make(scope, null).RunAsync((TState)state, failure, ct);
}

namespace CloudControl.Workers.Pipelines;

/// <summary>A list of steps in the making.</summary>
/// <typeparam name="TState">What the steps share.</typeparam>
public sealed class Steps<TState>
    where TState : class
{
    private readonly List<PipelineStep> steps = [];
    private PipelineStep? epilogue;
    private int? commitAfter;

    /// <summary>Adds the next step.</summary>
    public Steps<TState> Then<TStep>()
        where TStep : class, IStep<TState>
    {
        if (steps.Any(step => step.Type == typeof(TStep)))
        {
            throw new InvalidOperationException($"{typeof(TStep).Name} is in the list already: a run's story could not tell the two apart");
        }

        steps.Add(new StepEntry<TStep, TState>());
        return this;
    }

    /// <summary>From here only forward: the steps that follow are retried until they are done, and nothing is undone any more.</summary>
    public Steps<TState> CommitPoint()
    {
        if (commitAfter is not null)
        {
            throw new InvalidOperationException("a list has one commit point: what follows it cannot become more final");
        }

        commitAfter = steps.Count;
        return this;
    }

    /// <summary>What is done once everything was undone; declared first or last.</summary>
    public Steps<TState> WhenUndone<TEpilogue>()
        where TEpilogue : class, IEpilogue<TState>
    {
        if (epilogue is not null)
        {
            throw new InvalidOperationException($"{epilogue.Name} is the epilogue already");
        }

        epilogue = new EpilogueEntry<TEpilogue, TState>();
        return this;
    }

    /// <summary>See <see cref="IPipeline.CommitIndex"/>.</summary>
    internal int CommitIndex => (commitAfter ?? steps.Count) + (epilogue is null ? 0 : 1);

    /// <summary>The list as it is walked, the epilogue first.</summary>
    internal IReadOnlyList<PipelineStep> ToList() => epilogue is null ? [.. steps] : [epilogue, .. steps];
}

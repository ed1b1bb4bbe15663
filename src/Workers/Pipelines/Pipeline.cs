using CloudControl.Domain.Runs;

namespace CloudControl.Workers.Pipelines;

/// <summary>A released list of steps, whatever its state's type: what the runner walks and what the laws are tried on.</summary>
public interface IPipeline
{
    /// <summary>Name and version, such as <c>create-droplet.v1</c>; stored with every run.</summary>
    string Name { get; }

    /// <summary>The steps, in order. A run stores its place as an index into this list, so a released list never changes.</summary>
    IReadOnlyList<PipelineStep> Steps { get; }

    /// <summary>How many steps can be undone: from this index on there is only forward. The number of steps when there is no commit point.</summary>
    int CommitIndex { get; }

    object ReadState(string json);

    string WriteState(object state);
}

/// <summary>
/// A list one can read aloud. Once released it is frozen: what changes gets a new name (<c>.v2</c>), and runs under way finish on the
/// list they started with.
/// </summary>
/// <typeparam name="TState">What its steps share; written to the run as JSON by <see cref="RunState"/>.</typeparam>
public abstract class Pipeline<TState> : IPipeline
    where TState : class
{
    private readonly Lazy<Steps<TState>> defined;

    protected Pipeline() => defined = new(() => Define(new Steps<TState>()));

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>The list.</summary>
    public abstract Steps<TState> Define(Steps<TState> steps);

    IReadOnlyList<PipelineStep> IPipeline.Steps => defined.Value.ToList();

    int IPipeline.CommitIndex => defined.Value.CommitIndex;

    object IPipeline.ReadState(string json) => RunState.Read<TState>(json);

    string IPipeline.WriteState(object state) => RunState.Write((TState)state);
}

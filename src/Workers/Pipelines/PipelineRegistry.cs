using System.Collections.Frozen;

namespace CloudControl.Workers.Pipelines;

/// <summary>Every pipeline this version of the worker can drive, by name.</summary>
public sealed class PipelineRegistry
{
    private readonly FrozenDictionary<string, IPipeline> pipelines;

    /// <exception cref="ArgumentException">Two pipelines have one name, or one has no steps.</exception>
    public PipelineRegistry(IEnumerable<IPipeline> pipelines)
    {
        All = [.. pipelines.OrderBy(pipeline => pipeline.Name, StringComparer.Ordinal)];
        if (All.GroupBy(pipeline => pipeline.Name).FirstOrDefault(same => same.Count() > 1) is { } twins)
        {
            throw new ArgumentException($"{twins.Key} is registered {twins.Count()} times", nameof(pipelines));
        }

        if (All.FirstOrDefault(pipeline => pipeline.Steps.All(step => step.IsEpilogue)) is { } empty)
        {
            throw new ArgumentException($"{empty.Name} has no steps", nameof(pipelines));
        }

        this.pipelines = All.ToFrozenDictionary(pipeline => pipeline.Name);
    }

    /// <summary>All of them, in the order of their names.</summary>
    public IReadOnlyList<IPipeline> All { get; }

    /// <summary>Null when this version does not know the name.</summary>
    public IPipeline? Find(string name) => pipelines.GetValueOrDefault(name);
}

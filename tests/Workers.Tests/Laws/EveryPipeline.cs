using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.Tests.Laws;

/// <summary>
/// All pipelines there are, found by their type, so that nobody can forget to have one tried: those of the product and those of
/// these tests.
/// </summary>
public static class EveryPipeline
{
    private static readonly IReadOnlyList<IPipelineArrangement> Arrangements = [.. Make<IPipelineArrangement>(typeof(EveryPipeline))];

    /// <summary>The released ones.</summary>
    public static IReadOnlyList<IPipeline> OfTheProduct { get; } = [.. Make<IPipeline>(typeof(IPipeline)).OrderBy(p => p.Name, StringComparer.Ordinal)];

    /// <summary>The product's and the tests' own.</summary>
    public static IReadOnlyList<IPipeline> All { get; } = [.. OfTheProduct, .. Make<IPipeline>(typeof(EveryPipeline))];

    public static IPipeline Named(string name) => All.Single(pipeline => pipeline.Name == name);

    /// <summary>Fails the test when nobody said how to make a run of the pipeline.</summary>
    public static IPipelineArrangement ArrangementOf(string pipeline) =>
        Arrangements.SingleOrDefault(arrangement => arrangement.Pipeline == pipeline)
        ?? throw new Xunit.Sdk.XunitException($"no {nameof(IPipelineArrangement)} makes a run of {pipeline}: the laws cannot be tried on it");

    private static IEnumerable<T> Make<T>(Type neighbour) => neighbour.Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(T)))
        .Select(type => (T)Activator.CreateInstance(type)!);
}

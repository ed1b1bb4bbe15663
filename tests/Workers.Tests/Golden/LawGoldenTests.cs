using System.Reflection;
using System.Text;
using CloudControl.Testing;
using CloudControl.Workers.Tests.Laws;

namespace CloudControl.Workers.Tests.Golden;

/// <summary>The report of the laws: which law is tried on which pipeline, how often. That all are green is what the laws' own tests say.</summary>
public sealed class LawGoldenTests
{
    private static readonly Type[] Codes = [typeof(PipelineLaws), typeof(PipelineFailureLaws), typeof(PipelineWaitingLaws), typeof(PipelineFenceLaws)];

    [Fact]
    public void The_report_says_which_laws_are_tried_on_which_pipeline()
    {
        var laws = Codes.SelectMany(code => code.GetMethods().Where(m => m.GetCustomAttribute<TheoryAttribute>() is not null).OrderBy(m => m.MetadataToken)).ToList();
        var report = new StringBuilder(
            """
            # The laws of the pipelines

            Made by the tests that try the laws (`make golden`); do not edit. Every law is tried on every released pipeline, without anyone
            opting in; a pipeline that nobody knows how to try fails them. The numbers say in how many ways: a law about a step is tried at each
            step in turn, and `–` means that the pipeline has no such step: before its commit point a pipeline is undone when a step fails,
            behind it the step is tried until it succeeds.


            """);
        foreach (var (index, law) in laws.Index())
        {
            report.Append(index + 1).Append(". ").Append(law.Name.Replace('_', ' ')).Append('\n');
        }

        report.Append("\n| pipeline |").AppendJoin('|', laws.Index().Select(law => $" {law.Index + 1} "))
            .Append("|\n|---|").AppendJoin('|', laws.Select(_ => "--:")).Append("|\n");
        var trials = laws.Select(law => Trials(law).CountBy(pipeline => pipeline).ToDictionary()).ToList();
        foreach (var pipeline in EveryPipeline.OfTheProduct)
        {
            report.Append("| ").Append(pipeline.Name).Append(" |")
                .AppendJoin('|', trials.Select(tried => tried.TryGetValue(pipeline.Name, out var count) ? $" {count} " : " – ")).Append("|\n");
        }

        CloudControl.Testing.Golden.ShouldMatch(report.ToString(), Path.Combine(RepositoryRoot.Path, "docs", "laws.md"));
        Assert.All(EveryPipeline.OfTheProduct, pipeline => Assert.Equal(pipeline.Steps.Count(step => !step.IsEpilogue), trials[^1][pipeline.Name]));
    }

    /// <summary>The pipelines a law is tried on, one for each trial.</summary>
    private static IEnumerable<string> Trials(MethodInfo law)
    {
        var source = law.DeclaringType!.GetProperty(law.GetCustomAttribute<MemberDataAttribute>()!.MemberName)!.GetValue(null)!;
        return ((IEnumerable<ITheoryDataRow>)source).Select(row => (string)row.GetData()[0]!);
    }
}

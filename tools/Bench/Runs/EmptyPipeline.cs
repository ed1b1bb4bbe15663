using CloudControl.Workers.Pipelines;

namespace CloudControl.Bench.Runs;

/// <summary>A run that does nothing, so that what is measured is the way there and back: commit, announcement, pump, engine, claim, outcome.</summary>
internal sealed class EmptyPipeline : Pipeline<EmptyPipeline.Nothing>
{
    public const string V1 = "empty.v1";

    public override string Name => V1;

    public override Steps<Nothing> Define(Steps<Nothing> steps) => steps.Then<DoNothing>();

    /// <summary>The state of such a run.</summary>
    internal sealed class Nothing;

    /// <summary>The one step; made anew for every call, by its constructor without parameters.</summary>
#pragma warning disable CA1812 // the runner makes it
    internal sealed class DoNothing : Step<Nothing>
#pragma warning restore CA1812
    {
        public override Task<StepOutcome> DoAsync(Nothing run, CancellationToken ct) => Task.FromResult(StepOutcome.Done);
    }
}

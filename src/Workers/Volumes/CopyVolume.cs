using CloudControl.Domain.Runs;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.Volumes;

/// <summary>
/// Copies what was ever written to the source, slice by slice. Nothing to undo: the new volume's undo scrubs whatever was copied.
/// </summary>
public sealed class CopyVolume(VolumeCopying copying) : Step<ICopiedVolume>
{
    public override Task<StepOutcome> DoAsync(ICopiedVolume run, CancellationToken ct) => copying.CopyAsync(run, ct);
}

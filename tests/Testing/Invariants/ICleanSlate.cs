namespace CloudControl.Testing.Invariants;

/// <summary>What must be true of a world in which nothing is under way.</summary>
public interface ICleanSlate
{
    /// <summary>Every sentence that is not true; empty when the slate is clean.</summary>
    Task<IReadOnlyList<string>> ViolationsAsync(CancellationToken ct);
}

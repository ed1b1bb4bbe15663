namespace CloudControl.Infrastructure.Runs;

/// <summary>
/// Who claims a run or serves a host: a name that no two workers have, neither at one time nor one after the other. A process that was
/// started again is somebody else.
/// </summary>
public sealed record WorkerIdentity(string Name)
{
    private const int RandomBytes = 4;

    public static WorkerIdentity OfThisProcess { get; } = new(
        $"{Environment.MachineName}/{Environment.ProcessId}/"
        + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(RandomBytes)));
}

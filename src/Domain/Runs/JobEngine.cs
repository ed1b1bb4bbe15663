namespace CloudControl.Domain.Runs;

/// <summary>
/// Hands runs to a job engine. Implemented once per engine. At least once is enough: a lost or doubled job does no harm, since the
/// driver claims the run in our own tables.
/// </summary>
public interface IRunDispatcher
{
    /// <summary>The engine's name, as printed at start and shown by <c>/readyz</c>.</summary>
    string EngineName { get; }

    /// <summary>Asks the engine to call <see cref="IRunDriver.DriveAsync"/> with this id soon, in this process.</summary>
    Task DispatchAsync(RunId run, CancellationToken ct);
}

/// <summary>What a job engine calls back: drives a run as far as it goes. Harmless when the run is done, leased or unknown.</summary>
public interface IRunDriver
{
    Task DriveAsync(RunId run, CancellationToken ct);
}

/// <summary>What a job engine needs to know.</summary>
/// <param name="ConnectionString">The database, for engines that keep jobs there.</param>
/// <param name="Concurrency">Runs driven at one time by this process.</param>
public sealed record EngineOptions(string ConnectionString, int Concurrency);

using CloudControl.Domain.Runs;
using CloudControl.Testing.Invariants;
using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Workers.Tests.Laws;

/// <summary>
/// How the laws get a run of one pipeline. Found by its type: a class with a parameterless constructor in this assembly is all it
/// takes, and a pipeline without one fails the laws.
/// </summary>
public interface IPipelineArrangement
{
    /// <summary>Name and version of the pipeline.</summary>
    string Pipeline { get; }

    /// <summary>Sets the stage for one run: rows in an empty, migrated database, hosts, whatever the steps will ask for.</summary>
    /// <param name="connectionString">The stage's own database.</param>
    /// <param name="ct">Cancels it.</param>
    Task<IArrangedRun> ArrangeAsync(string connectionString, CancellationToken ct);
}

/// <summary>One run on its own stage. The stage outlives the workers that walk on it: what is in here survives a killed worker.</summary>
public interface IArrangedRun : IAsyncDisposable
{
    /// <summary>The recorded run, not yet driven.</summary>
    RunId Run { get; }

    /// <summary>
    /// Gives a worker what the pipeline's steps take, beside the engine, the database and the clock. Called for every worker started:
    /// what a process would keep in memory is made anew.
    /// </summary>
    Task AddServicesAsync(IServiceCollection services);

    /// <summary>What must hold when the run has failed and everything is undone.</summary>
    ICleanSlate AfterFailure { get; }

    /// <summary>What must hold when the run is done.</summary>
    ICleanSlate AfterSuccess { get; }
}

using CloudControl.Domain;
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
    /// <param name="venue">Where, and how much of what the run needs is there when it is ordered.</param>
    /// <param name="ct">Cancels it.</param>
    Task<IArrangedRun> ArrangeAsync(Venue venue, CancellationToken ct);
}

/// <summary>Where a run is tried.</summary>
/// <param name="Database">The stage's own.</param>
/// <param name="MadeFirst">
/// Of the runs that make what the run needs, such as a droplet and a volume, how many are driven to their end before it is ordered. The
/// others wait in front of it, as they do for a customer who does not wait.
/// </param>
public sealed record Venue(string Database, int MadeFirst = int.MaxValue);

/// <summary>What a run needs is not there yet, and the API takes no such order before it is: nothing can wait for it.</summary>
public sealed class OrderRefusedException(Error refusal) : Exception(refusal.Message)
{
    public static void ThrowIf(Error? refusal)
    {
        if (refusal is not null)
        {
            throw new OrderRefusedException(refusal);
        }
    }
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

    /// <summary>What must hold however the run ended.</summary>
    ICleanSlate InAnyCase { get; }

    /// <summary>What must hold when the run has failed and everything is undone.</summary>
    ICleanSlate AfterFailure { get; }

    /// <summary>What must hold when the run is done.</summary>
    ICleanSlate AfterSuccess { get; }
}

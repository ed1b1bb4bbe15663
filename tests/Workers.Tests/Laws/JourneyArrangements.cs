using CloudControl.Domain.Runs;
using CloudControl.Testing.Invariants;
using CloudControl.Workers.Tests.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Workers.Tests.Laws;

/// <summary>How to make a journey, and the pattern for every other arrangement.</summary>
public sealed class JourneyArrangement : IPipelineArrangement
{
    public string Pipeline => JourneyPipeline.V1;

    public Task<IArrangedRun> ArrangeAsync(Venue venue, CancellationToken ct) =>
        ArrangedJourney.RecordAsync(Pipeline, venue.Database, ["BookHotel", "BookFlight", "RentCar", "PayAll", "SendItinerary"], apologises: true);
}

public sealed class DayTripArrangement : IPipelineArrangement
{
    public string Pipeline => DayTripPipeline.V1;

    public Task<IArrangedRun> ArrangeAsync(Venue venue, CancellationToken ct) =>
        ArrangedJourney.RecordAsync(Pipeline, venue.Database, ["BookFlight", "RentCar"], apologises: false);
}

internal sealed class ArrangedJourney : IArrangedRun
{
    private readonly World world;

    public required RunId Run { get; init; }

    public ICleanSlate InAnyCase { get; } = new Slate(() => []);

    public required ICleanSlate AfterFailure { get; init; }

    public required ICleanSlate AfterSuccess { get; init; }

    public static async Task<IArrangedRun> RecordAsync(string pipeline, string connectionString, string[] bookings, bool apologises)
    {
        var world = new World();
        await using var office = new Office(connectionString, world);
        return new ArrangedJourney(world)
        {
            Run = await office.RecordAsync(pipeline),
            AfterSuccess = new Slate(() => bookings.Except(Booked(world)).Select(missing => $"{missing} was not booked")),
            AfterFailure = new Slate(() =>
            [
                .. Booked(world).Select(left => $"{left} is still booked"),
                .. apologises && world.Apologies.IsEmpty ? ["nobody apologised"] : Array.Empty<string>(),
            ]),
        };
    }

    private ArrangedJourney(World world) => this.world = world;

    public Task AddServicesAsync(IServiceCollection services)
    {
        services.AddSingleton(world);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static IEnumerable<string> Booked(World world) => world.Bookings.Keys.Select(key => key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    private sealed class Slate(Func<IEnumerable<string>> violations) : ICleanSlate
    {
        public Task<IReadOnlyList<string>> ViolationsAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>([.. violations()]);
    }
}

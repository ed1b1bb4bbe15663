using System.Collections.Concurrent;
using CloudControl.Domain;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.Tests.Pipelines;

/// <summary>The state of the journeys these tests run: small, and nothing of it is about droplets.</summary>
public sealed class Journey
{
    /// <summary>Steps that finished, as the stored state remembers it.</summary>
    public List<string> Finished { get; set; } = [];

    /// <summary>Which journey's bookings are meant, when several share a world.</summary>
    public string Traveller { get; set; } = "ada";
}

public sealed record NoFlights() : Error(ErrorFamily.NoCapacity, "There is no flight on that day.");

/// <summary>The outside: bookings that exist, and what a test wants each step to do beside its work.</summary>
public sealed class World
{
    /// <summary>A twist of one step: gets the number of the call, 1 for the first; null lets the step do its work.</summary>
    public delegate Task<StepOutcome?> Twist(int call, CancellationToken ct);

    private readonly ConcurrentDictionary<string, int> counts = new();

    /// <summary>Every call of every step in order: <c>do BookHotel</c>, <c>undo BookHotel</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Bookings that exist: <c>ada/BookHotel</c>.</summary>
    public ConcurrentDictionary<string, bool> Bookings { get; } = new();

    /// <summary>By call, such as <c>do BookHotel</c>.</summary>
    public ConcurrentDictionary<string, Twist> Twists { get; } = new();

    /// <summary>What the epilogue was told.</summary>
    public ConcurrentQueue<RunFailure> Apologies { get; } = new();

    public void When(string call, Func<int, StepOutcome?> twist) => Twists[call] = (n, _) => Task.FromResult(twist(n));

    public async Task<StepOutcome?> CallAsync(string call, CancellationToken ct)
    {
        Calls.Enqueue(call);
        var count = counts.AddOrUpdate(call, 1, (_, n) => n + 1);
        return Twists.TryGetValue(call, out var twist) ? await twist(count, ct) : null;
    }
}

public abstract class Booking(World world) : Step<Journey>
{
    public override async Task<StepOutcome> DoAsync(Journey run, CancellationToken ct)
    {
        if (await world.CallAsync($"do {GetType().Name}", ct) is { } twisted)
        {
            return twisted;
        }

        world.Bookings[Key(run)] = true;
        run.Finished.Add(GetType().Name);
        return StepOutcome.Done;
    }

    public override async Task<StepOutcome> UndoAsync(Journey run, CancellationToken ct)
    {
        if (await world.CallAsync($"undo {GetType().Name}", ct) is { } twisted)
        {
            return twisted;
        }

        world.Bookings.TryRemove(Key(run), out _);
        run.Finished.Remove(GetType().Name);
        return StepOutcome.Done;
    }

    private string Key(Journey run) => $"{run.Traveller}/{GetType().Name}";
}

public sealed class BookHotel(World world) : Booking(world);

public sealed class BookFlight(World world) : Booking(world);

public sealed class RentCar(World world) : Booking(world);

public sealed class SendItinerary(World world) : Booking(world);

public sealed class PayAll(World world) : Booking(world);

public sealed class Apologise(World world) : Epilogue<Journey>
{
    public override async Task<StepOutcome> RunAsync(Journey run, RunFailure failure, CancellationToken ct)
    {
        if (await world.CallAsync("apologise", ct) is { } twisted)
        {
            return twisted;
        }

        world.Apologies.Enqueue(failure);
        return StepOutcome.Done;
    }
}

/// <summary>Three bookings that can be undone, then two steps that cannot.</summary>
public sealed class JourneyPipeline : Pipeline<Journey>
{
    public const string V1 = "journey.v1";

    public override string Name => V1;

    public override Steps<Journey> Define(Steps<Journey> steps) => steps
        .Then<BookHotel>()
        .Then<BookFlight>()
        .Then<RentCar>()
        .CommitPoint()
        .Then<PayAll>()
        .Then<SendItinerary>()
        .WhenUndone<Apologise>();
}

/// <summary>Neither a commit point nor an epilogue.</summary>
public sealed class DayTripPipeline : Pipeline<Journey>
{
    public const string V1 = "day-trip.v1";

    public override string Name => V1;

    public override Steps<Journey> Define(Steps<Journey> steps) => steps
        .Then<BookFlight>()
        .Then<RentCar>();
}

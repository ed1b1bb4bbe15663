using CloudControl.Domain;
using CloudControl.Domain.Runs;

namespace CloudControl.Workers.Pipelines;

/// <summary>The three things a step can say.</summary>
public enum StepVerdict
{
    Done,
    Again,
    Failed,
}

/// <summary>What became of one call of a step. An exception is a fourth: a failure nobody foresaw, retried before it counts.</summary>
public sealed record StepOutcome
{
    private StepOutcome(StepVerdict verdict) => Verdict = verdict;

    public StepVerdict Verdict { get; }

    /// <summary>For operators: why again, or what failed.</summary>
    public string? Why { get; private init; }

    /// <summary>When to come back; null leaves it to the runner, zero means at once and without giving the run back.</summary>
    public TimeSpan? After { get; private init; }

    /// <summary>What a customer is told; set exactly when the step itself said that it failed.</summary>
    public Error? Error { get; private init; }

    /// <summary>What a customer is told when the step throws until nobody believes in it; null: no more than that something went wrong.</summary>
    internal Error? IfItLasts { get; private init; }

    /// <summary>How far a long step is, for whoever watches; null when it does not say.</summary>
    public WorkDone? Work { get; private init; }

    /// <summary>The step's work is there, whoever did it. The next step is called.</summary>
    public static StepOutcome Done { get; } = new(StepVerdict.Done);

    /// <summary>As <see cref="Done"/>, of a step that said how far it was.</summary>
    public static StepOutcome DoneAfter(WorkDone work) => new(StepVerdict.Done) { Work = work };

    /// <summary>Not yet, and not a failure: the same step is called again later.</summary>
    /// <param name="why">What it waits for, for operators.</param>
    /// <param name="after">
    /// When. Null: after a delay that grows with every repetition. Zero: at once, for one slice of a long work after the other.
    /// </param>
    /// <param name="work">How far it is.</param>
    public static StepOutcome Again(string why, TimeSpan? after = null, WorkDone? work = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(after ?? TimeSpan.Zero, TimeSpan.Zero, nameof(after));
        return new(StepVerdict.Again) { Why = why, After = after, Work = work };
    }

    /// <summary>
    /// It cannot be done. Before the commit point the run turns round at once; after it, or from an undo, this counts as a failure
    /// and the step is called again.
    /// </summary>
    /// <param name="error">What the customer is told.</param>
    /// <param name="detail">What an operator needs beyond that.</param>
    public static StepOutcome Failed(Error error, string? detail = null)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new(StepVerdict.Failed) { Error = error, Why = detail ?? error.Message };
    }

    /// <summary>It threw: a failure without an error, since the step did not foresee it.</summary>
    internal static StepOutcome Threw(Exception exception) => new(StepVerdict.Failed) { Why = Describe(exception), IfItLasts = NameOf(exception) };

    private static Error? NameOf(Exception? exception) => exception switch
    {
        null => null,
        INamedFailure named => named.Error,
        _ => NameOf(exception.InnerException),
    };

    private static string Describe(Exception exception) => $"{exception.GetType().Name}: {exception.Message}"
        + (exception.InnerException is { } inner ? $" <- {Describe(inner)}" : "");
}

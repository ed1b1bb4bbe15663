using System.Runtime.CompilerServices;
using Xunit;

namespace CloudControl.Testing;

/// <summary>Waits for a state, never for a duration.</summary>
public static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    /// <summary>Returns as soon as the state is there; fails the test when it never comes.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> state, [CallerArgumentExpression(nameof(state))] string what = "")
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Deadline);
        while (!await state())
        {
            if (limit.IsCancellationRequested)
            {
                Assert.Fail($"waited {Deadline.TotalSeconds} s in vain for: {what}");
            }

            await Task.Delay(Look, CancellationToken.None);
        }
    }

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, string)"/>
    public static Task HoldsAsync(Func<bool> state, [CallerArgumentExpression(nameof(state))] string what = "") =>
        HoldsAsync(() => Task.FromResult(state()), what);
}

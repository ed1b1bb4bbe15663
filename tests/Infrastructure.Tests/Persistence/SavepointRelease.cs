using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CloudControl.Infrastructure.Tests.Persistence;

/// <summary>Does something just before EF releases a savepoint of one context.</summary>
internal sealed class SavepointRelease : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly DbContext context;
    private readonly Action act;
    private readonly List<IDisposable> subscriptions = [];

    private SavepointRelease(DbContext context, Action act) => (this.context, this.act) = (context, act);

    public static IDisposable Before(DbContext context, Action act)
    {
        var release = new SavepointRelease(context, act);
        release.subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(release));
        return release;
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            subscriptions.Add(value.Subscribe(this));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == RelationalEventId.ReleasingTransactionSavepoint.Name && value.Value is TransactionEventData { Context: var its } && its == context)
        {
            act();
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => subscriptions.ForEach(s => s.Dispose());
}

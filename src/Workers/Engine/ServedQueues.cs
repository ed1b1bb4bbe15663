namespace CloudControl.Workers.Engine;

/// <summary>The queues this process drives runs of: its hosts' names. They come and go.</summary>
/// <param name="names">Reads them as they are now.</param>
public sealed class ServedQueues(Func<IReadOnlyList<string>> names)
{
    public IReadOnlyList<string> Now => names();
}

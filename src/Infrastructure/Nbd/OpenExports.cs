using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Nbd;

/// <summary>
/// Who has which volume open over this process's servers. A volume can be withheld: those who have it open are hung up on, and until
/// that ends nobody opens it. So a volume changes hands without a write of its former holder arriving late.
/// </summary>
public sealed class OpenExports
{
    private readonly object gate = new();
    private readonly List<ExportUse> uses = [];
    private readonly List<VolumeId> withheld = [];   // as often as it is withheld

    /// <summary>Those who have a volume open now.</summary>
    public IReadOnlyList<ExportUse> Uses
    {
        get
        {
            lock (gate)
            {
                return [.. uses];
            }
        }
    }

    /// <summary>
    /// Enters one who opens the volume; null while it is withheld. Whoever opens enters first and then asks whether he may, so that a
    /// volume that is withheld, taken away and no longer withheld does not stay open for one who asked before.
    /// </summary>
    public ExportUse? TryEnter(VolumeId volume)
    {
        lock (gate)
        {
            if (withheld.Contains(volume))
            {
                return null;
            }

            var use = new ExportUse(this, volume);
            uses.Add(use);
            return use;
        }
    }

    /// <summary>
    /// Hangs up on all who have the volume open and waits until the last of their requests has ended. Nobody opens it until what is
    /// returned is disposed.
    /// </summary>
    public async Task<IDisposable> WithholdAsync(VolumeId volume, CancellationToken ct)
    {
        ExportUse[] open;
        lock (gate)
        {
            withheld.Add(volume);
            open = [.. uses.Where(use => use.Volume == volume)];
        }

        var withholding = new Withholding(this, volume);
        try
        {
            await WithdrawAsync(open, ct);
            return withholding;
        }
        catch
        {
            withholding.Dispose();
            throw;
        }
    }

    /// <summary>Hangs up on these and waits until the last of their requests has ended.</summary>
    public static async Task WithdrawAsync(IReadOnlyCollection<ExportUse> open, CancellationToken ct)
    {
        foreach (var use in open)
        {
            use.Withdraw();
        }

        await Task.WhenAll(open.Select(use => use.Left)).WaitAsync(ct);
    }

    internal void Leave(ExportUse use)
    {
        lock (gate)
        {
            uses.Remove(use);
        }
    }

    private sealed class Withholding(OpenExports exports, VolumeId volume) : IDisposable
    {
        private int disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) == 0)
            {
                lock (exports.gate)
                {
                    exports.withheld.Remove(volume);
                }
            }
        }
    }
}

/// <summary>One who has a volume open, or is about to. Disposed when he no longer has.</summary>
public sealed class ExportUse : IDisposable
{
    private readonly OpenExports exports;
    private readonly CancellationTokenSource withdrawn = new();
    private readonly TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ExportUse(OpenExports exports, VolumeId volume) => (this.exports, Volume) = (exports, volume);

    public VolumeId Volume { get; }

    /// <summary>For whom it was opened; null until that is known.</summary>
    public ExportGrant? Grant { get; set; }

    /// <summary>Cancelled when he has to go.</summary>
    public CancellationToken Withdrawn => withdrawn.Token;

    /// <summary>Ends when he has gone.</summary>
    public Task Left => left.Task;

    public void Withdraw() => withdrawn.Cancel();

    public void Dispose()
    {
        exports.Leave(this);
        left.TrySetResult();
    }
}

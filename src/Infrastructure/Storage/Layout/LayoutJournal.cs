using System.Collections.Concurrent;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Infrastructure.Storage.Lvm;

namespace CloudControl.Infrastructure.Storage.Layout;

/// <summary>
/// The host's layout and the one way to change it: a function from layout to layout, carried out by a metadata commit. Changes that
/// come while a commit is under way share the next one, so many small changes cost few flushes. Reads and writes of volumes never
/// come here.
/// </summary>
public sealed class LayoutJournal(LvmDisk disk, HostLayout layout, SharedFlush flush, TimeProvider clock)
{
    /// <summary>Changes that share one commit at most.</summary>
    public const int BatchLimit = 256;

    private readonly ConcurrentQueue<Change> queue = new();
    private readonly AsyncLock commits = new();
    private volatile HostLayout current = layout;
    private volatile bool isUnsure;
    private LvmDisk disk = disk;

    /// <summary>The layout in force: durable, and never ahead of the disk.</summary>
    public HostLayout Current => current;

    /// <summary>The longest text the metadata area takes.</summary>
    public long MaximumTextBytes => disk.Area.MaximumTextBytes;

    /// <summary>Changes the layout; when the answer comes, the change is durable.</summary>
    /// <param name="what">For the text's description, in the words of a log.</param>
    /// <param name="change">
    /// The next layout (the same object: nothing to do) and the answer. May write to extents that are still free; those writes are
    /// flushed before the text is in force.
    /// </param>
    /// <exception cref="IOException">The change may have been carried out or not; the next one looks before it goes on.</exception>
    public async Task<T> ChangeAsync<T>(string what, Func<HostLayout, (HostLayout Next, T Answer)> change)
    {
        var mine = new Change<T>(what, change);
        queue.Enqueue(mine);
        using (await commits.EnterAsync())
        {
            if (!mine.Answer.IsCompleted)
            {
                await CommitBatchAsync();
            }
        }

        return await mine.Answer;
    }

    /// <summary>
    /// Returns at once, unless the last commit failed: then looks up which text is in force. Until that is known, a volume that
    /// <see cref="Current"/> calls allocated may be quarantined on the disk.
    /// </summary>
    /// <exception cref="IOException">The disk does not say.</exception>
    public async ValueTask SettleAsync()
    {
        if (isUnsure)
        {
            await ChangeAsync("", layout => (layout, true));
        }
    }

    private async Task CommitBatchAsync()
    {
        var batch = new List<Change>();
        try
        {
            if (isUnsure)
            {
                await ReloadAsync();
            }

            var next = current;
            while (batch.Count < BatchLimit && queue.TryDequeue(out var change))
            {
                batch.Add(change);
                next = change.Apply(next);
            }

            if (!ReferenceEquals(next, current))
            {
                var (committed, text) = next.NextText(string.Join("; ", batch.Select(c => c.What).Take(3)), clock.GetUtcNow());
                await CommitAsync(text);
                current = committed;
            }

            batch.ForEach(c => c.Succeed());
        }
        catch (Exception e)
        {
            // Which of the two texts is in force only the disk knows; going on from either guess could give an extent twice.
            while (batch.Count == 0 && queue.TryDequeue(out var waiting))
            {
                waiting.Fail(e);
            }

            batch.ForEach(c => c.Fail(e));
        }
    }

    private async Task CommitAsync(byte[] text)
    {
        try
        {
            await disk.Area.CommitAsync(text, flush);
        }
        catch
        {
            isUnsure = true;
            throw;
        }
    }

    private async Task ReloadAsync()
    {
        // Whichever header the disk shows now must be the one it shows after a power cut: the next answer builds on it.
        await flush.FlushAsync();
        var found = LvmDisk.TryOpen(disk.Disk) ?? throw new LvmFormatException("the physical volume's label is gone");
        current = HostLayout.Read(found.ReadVolumeGroup());
        disk = found;
        isUnsure = false;
    }

    private abstract class Change(string what)
    {
        public string What { get; } = what;

        public abstract HostLayout Apply(HostLayout layout);

        public abstract void Succeed();

        public abstract void Fail(Exception why);
    }

    private sealed class Change<T>(string what, Func<HostLayout, (HostLayout Next, T Answer)> change) : Change(what)
    {
        private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? answer;

        public Task<T> Answer => completion.Task;

        public override HostLayout Apply(HostLayout layout)
        {
            try
            {
                (var next, answer) = change(layout);
                return next;
            }
            catch (Exception e)
            {
                completion.TrySetException(e); // this change alone failed; nothing of it is in the layout
                return layout;
            }
        }

        public override void Succeed() => completion.TrySetResult(answer!);

        public override void Fail(Exception why) => completion.TrySetException(why);
    }
}

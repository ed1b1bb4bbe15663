using CloudControl.Domain.Storage;

namespace CloudControl.Testing.Storage;

/// <summary>Drives a scrub to its receipt.</summary>
public static class ScrubDriver
{
    /// <summary>No scrub of a test takes more slices.</summary>
    private const int SliceLimit = 1000;

    public static async Task<ScrubReceipt> ScrubToReceiptAsync(this IStorageHost host, VolumeId id, ScrubCursor? from = null)
    {
        var cursor = from ?? ScrubCursor.Start;
        for (var slice = 0; slice < SliceLimit; slice++)
        {
            var progress = await host.ScrubAsync(id, cursor, default);
            if (progress.Receipt is { } receipt)
            {
                return receipt;
            }

            cursor = progress.Cursor;
        }

        throw new InvalidOperationException($"no receipt after {SliceLimit} slices");
    }

    /// <summary>Quarantine, scrub, release.</summary>
    public static async Task<ScrubReceipt> DestroyAsync(this IStorageHost host, VolumeId id)
    {
        await host.QuarantineAsync(id, default);
        var receipt = await host.ScrubToReceiptAsync(id);
        await host.ReleaseAsync(id, ReleaseGrounds.Scrubbed(receipt), default);
        return receipt;
    }
}

using CloudControl.Simulation.Tests.Storage.Disks;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>What may be read in one sector of a volume, now and after a power cut.</summary>
internal struct ModelSector
{
    /// <summary>Writes to a part of a sector that may wait for one flush; each doubles what a power cut may leave.</summary>
    private const int PartialLimit = 8;

    private List<PendingWrite>? pending;

    /// <summary>What a read sees, but for writes that may or may not have been carried out.</summary>
    public ulong Current { get; private set; }

    /// <summary>What is there whatever happens, but for pending writes.</summary>
    public ulong Durable { get; private set; }

    /// <summary>Whether another write to a part of it may begin.</summary>
    public readonly bool TakesParts => pending is null || (pending.Count < PartialLimit && pending.TrueForAll(w => w.IsCertain));

    public void Begin(in PendingWrite write) => (pending ??= []).Add(write);

    /// <summary>The write of that number was acknowledged.</summary>
    public void Acknowledge(int number, SectorValues values)
    {
        var at = pending!.FindIndex(w => w.Number == number);
        pending[at] = pending[at] with { IsCertain = true };
        Current = values.After(Current, pending[at]);
        for (var i = 0; i < at && pending[at].IsWhole; i++)
        {
            pending[i] = pending[i] with { IsCertain = true };   // nobody can read it now; after a power cut one may
        }
    }

    /// <summary>Adds the numbers of writes that are not acknowledged.</summary>
    public readonly void NoteUncertain(HashSet<int> underWay)
    {
        for (var i = 0; pending is not null && i < pending.Count; i++)
        {
            if (!pending[i].IsCertain)
            {
                underWay.Add(pending[i].Number);
            }
        }
    }

    /// <summary>A flush was acknowledged that was asked for when <paramref name="upTo"/> was the last write's number.</summary>
    /// <param name="upTo">Later writes it need not cover.</param>
    /// <param name="underWay">Nor these: they were not acknowledged yet.</param>
    /// <param name="values">The history's sectors.</param>
    public void Flushed(int upTo, HashSet<int> underWay, SectorValues values)
    {
        for (var i = 0; pending is not null && i < pending.Count; i++)
        {
            var write = pending[i];
            if (write.Number > upTo || underWay.Contains(write.Number))
            {
                continue;
            }

            // A whole sector that is durable makes what came before it unreadable for good.
            Durable = values.After(Durable, write);
            pending.RemoveRange(write.IsWhole ? 0 : i, write.IsWhole ? i + 1 : 1);
            i = write.IsWhole ? -1 : i - 1;
        }
    }

    /// <summary>Whether this is what a read may see while the machine has not stopped.</summary>
    public readonly bool MayRead(ReadOnlySpan<byte> seen, SectorValues values)
    {
        if (values.Is(Current, seen))
        {
            return true;
        }

        var uncertain = pending?.FindAll(w => !w.IsCertain) ?? [];
        return uncertain.Count > 0 && AnySubset(Current, uncertain, seen, values);
    }

    /// <summary>After a crash a sector is what was last flushed with any writes since; whichever it is, it stays.</summary>
    /// <param name="seen">What was read.</param>
    /// <param name="powerCut">Nothing is in a cache any more: what was read will be there after the next cut too.</param>
    /// <param name="values">The history's sectors.</param>
    /// <returns>Whether it is one of those.</returns>
    public bool Settle(ReadOnlySpan<byte> seen, bool powerCut, SectorValues values)
    {
        if (pending is null or { Count: 0 })
        {
            return values.Is(Current = Durable, seen);
        }

        if (!values.Is(Durable, seen) && !AnySubset(Durable, pending, seen, values))
        {
            return false;
        }

        Current = values.Of(seen);
        if (powerCut)
        {
            Durable = Current;
            pending.Clear();
        }
        else
        {
            // What can be read now is what the next flush makes durable; until then a power cut may leave any of the others.
            for (var i = 0; i < pending.Count; i++)
            {
                pending[i] = pending[i] with { IsCertain = true };
            }

            pending.Add(new PendingWrite(0, SectorValues.Words, Current, pending[^1].Number, IsCertain: true));
        }

        return true;
    }

    private static bool AnySubset(ulong from, List<PendingWrite> writes, ReadOnlySpan<byte> seen, SectorValues values)
    {
        Span<byte> sector = stackalloc byte[VolatileDisk.SectorBytes];
        for (var start = -1; start < writes.Count; start++)
        {
            // What lies before the last whole write that arrived, no longer matters.
            if (start >= 0 && !writes[start].IsWhole)
            {
                continue;
            }

            var parts = writes.FindAll(w => !w.IsWhole && w.Number > (start < 0 ? -1 : writes[start].Number));
            for (var subset = 0; subset < 1 << parts.Count; subset++)
            {
                values.Fill(start < 0 ? from : writes[start].Value, sector);
                for (var i = 0; i < parts.Count; i++)
                {
                    if ((subset >> i & 1) != 0)
                    {
                        parts[i].Apply(sector, values);
                    }
                }

                if (seen.SequenceEqual(sector))
                {
                    return true;
                }
            }
        }

        return false;
    }
}

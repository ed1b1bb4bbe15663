using System.Buffers.Binary;
using CloudControl.Domain.Storage;
using CloudControl.Simulation.Tests.Storage.Disks;
using CloudControl.Simulation.Tests.Storage.Operations;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>
/// The end of a history whose disk lies or forgets: not everything can be kept then, and what still is, is checked. A volume that the
/// damage did not touch reads as it must, whenever the host opens at all.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>One bit of the metadata area: the host opens as if nothing were, or refuses. It never guesses.</item>
/// <item>One bit of a volume's own map: that volume reads as zeroes and its owner's bytes, or is unavailable; all others serve.</item>
/// <item>A write that went elsewhere among the extents: volumes on neither place are whole. Nothing in the format tells a block of
/// data that lies where it should not, so nothing is promised of those two.</item>
/// <item>A metadata write that went elsewhere: refusal, or the volumes as they were; the last change may be undone.</item>
/// <item>Flushes that did nothing, then a power cut: refusal, or volumes nobody touched meanwhile are whole, and every volume made
/// afterwards reads as zero. What was acknowledged meanwhile may be lost.</item>
/// </list>
/// </remarks>
internal sealed class Damage(Machine machine, DataOperations data, LifeOperations life, Dice dice)
{
    private const int MetadataInUse = 40 * 1024;

    private HostUnderTest Host => machine.Host;

    private VolatileDisk Disk => machine.Host.Disk;

    private Ledger Ledger => machine.Ledger;

    public void Play()
    {
        Disk.StopAfter(null);
        Disk.Faults.Heal();
        switch (dice.Roll(5))
        {
            case 0:
                RotMetadataArea();
                break;
            case 1:
                RotMap();
                break;
            case 2:
                Misdirect((Birth.TextsAt - 512, Birth.TextsAt + MetadataInUse));
                break;
            case 3:
                Misdirect((Birth.MetadataArea.Bytes, Disk.Length));
                break;
            default:
                LieAboutFlushes();
                break;
        }
    }

    private void RotMetadataArea()
    {
        machine.LosePower();
        Flip(512 + dice.Roll(MetadataInUse), "of the label or the metadata area");
        OpenOrRefuse(mayRefuse: true, untouched: _ => true, maps: true);
    }

    private void RotMap()
    {
        if (Ledger.Any(ModelState.Live) is not { } volume)
        {
            return;
        }

        var first = 0L;
        machine.Attempt(async () => first = (await Host.ExtentsOfAsync(volume.Id))[0].First);
        machine.LosePower();
        var store = (Birth.MetadataArea + (Birth.Extent * first)).Bytes;
        var area = Disk.Memory.Medium.Slice((int)(store + Birth.Chunk.Bytes), (int)Birth.Chunk.Bytes);
        var records = 0;
        while (records < area.Length / 16 && BinaryPrimitives.ReadInt64LittleEndian(area[((16 * records) + 8)..]) != 0)
        {
            records++;
        }

        // What was written rots. A bit of an empty record could only make the next record of all, and no reader could tell that one.
        var at = dice.Roll(16 * (records + 1));
        Flip(store + (at < 16 ? at : Birth.Chunk.Bytes + at - 16), $"of the map of volume {volume.Number}");
        OpenOrRefuse(mayRefuse: false, untouched: v => v != volume, maps: true);
    }

    private void Misdirect((long From, long To) where)
    {
        var metadata = where.From < Birth.MetadataArea.Bytes;
        Disk.Faults.Arm(DiskFault.Misdirected, where, dice.Roll(3), dice.Fork());
        var volume = Ledger.Any(ModelState.Live) ?? Ledger.Absent();
        machine.Trace($"a write goes elsewhere while volume {volume.Number} is created, written and quarantined");
        life.WritesStray = true;
        var failed = machine.Attempt(async () =>
        {
            await (volume.State == ModelState.Absent ? life.CreateAsync(volume) : Task.CompletedTask);
            if (volume.State == ModelState.Live)
            {
                await data.WriteAsync(volume);
                await data.FlushAsync(volume);
                await (dice.Once(2) ? Host.Port.QuarantineAsync(volume.Id, default) : Task.CompletedTask);
            }
        });
        life.WritesStray = false;
        var strayed = Disk.Faults.Strayed;
        machine.Count(DiskFault.Misdirected, Disk.Faults.Hits);
        Disk.Faults.Heal();
        var hit = new HashSet<VolumeId> { volume.Id };
        machine.Attempt(async () =>
        {
            foreach (var run in strayed is null || metadata ? [] : await Host.Port.MapExtentsAsync(default))
            {
                var (from, to) = ((Birth.MetadataArea + (Birth.Extent * run.First)).Bytes, (Birth.MetadataArea + (Birth.Extent * (run.First + run.Count))).Bytes);
                if (run.Volume is { } id && ((strayed!.Value.Went < to && strayed.Value.Went + strayed.Value.Count > from)
                    || (strayed.Value.Due < to && strayed.Value.Due + strayed.Value.Count > from)))
                {
                    hit.Add(id);
                }
            }
        });
        machine.Trace($"went: {strayed}, {failed?.Message}");
        machine.LosePower();
        OpenOrRefuse(mayRefuse: metadata && strayed is not null, untouched: v => !hit.Contains(v.Id), maps: metadata);
    }

    private void LieAboutFlushes()
    {
        var bystanders = Ledger.Volumes.Where(v => v is { State: ModelState.Live, IsUnsure: false }).ToHashSet();
        var (volume, dead) = (Ledger.Any(ModelState.Live), Ledger.Any(ModelState.Quarantined));
        machine.Trace($"flushes do nothing while volumes {volume?.Number} and {dead?.Number} change");
        Disk.Faults.Arm(DiskFault.LyingFlush, default, 0, dice.Fork());
        machine.Attempt(async () =>
        {
            await life.CreateAsync(Ledger.Absent());
            if (dead is not null)
            {
                await life.FinishDestroyAsync(dead, null);
            }

            if (volume is not null)
            {
                bystanders.Remove(volume);
                await data.WriteAsync(volume);
                await data.FlushAsync(volume);
            }
        });
        machine.Count(DiskFault.LyingFlush, Disk.Faults.Hits);
        Disk.Faults.Heal();
        machine.LosePower();
        if (!OpenOrRefuse(mayRefuse: true, untouched: bystanders.Contains, maps: false))
        {
            return;
        }

        // The next tenant, on a disk that is honest again, is as safe as ever.
        var next = Ledger.Add(9, Host.Birth.Sizes[0]);
        life.IsCrowded = true;
        machine.Attempt(() => life.CreateAsync(next));
        if (next.State == ModelState.Live)
        {
            machine.Attempt(() => data.WritePartAsync(next));
            machine.Attempt(() => data.FlushAsync(next));
            machine.LosePower();
            Finding.Unless(machine.Attempt(Host.OpenAsync) is null, () => "the host does not open on an honest disk");
            Finding.Unless(machine.Attempt(async () => next.Settle((await Ledger.ReadAllAsync(next)).Span, powerCut: true)) is null,
                () => "the next tenant's volume does not open");
        }
    }

    /// <summary>Opens the host, and reads everything that can be held to be right.</summary>
    /// <param name="mayRefuse">Whether the host may refuse to open.</param>
    /// <param name="untouched">The volumes that must be there and whole.</param>
    /// <param name="maps">Whether the others read at least as zeroes and their owner's bytes, where they are available.</param>
    private bool OpenOrRefuse(bool mayRefuse, Func<ModelVolume, bool> untouched, bool maps)
    {
        var refusal = machine.Attempt(Host.OpenAsync);
        if (refusal is not null)
        {
            Finding.Unless(mayRefuse && refusal is IOException, () => $"the host does not open: {refusal}");
            machine.Trace($"refused: {refusal.Message}");
            return false;
        }

        foreach (var volume in Ledger.Volumes.Where(v => v is { State: ModelState.Live, IsUnsure: false }))
        {
            var failed = machine.Attempt(async () =>
            {
                var seen = await Ledger.ReadAllAsync(volume);
                if (untouched(volume))
                {
                    volume.Settle(seen.Span, powerCut: true);
                }
                else if (maps)
                {
                    RequireOwn(volume, seen.Span);
                }
            });
            Finding.Unless(failed is null || (!untouched(volume) && failed is VolumeUnavailableException or IOException),
                () => $"volume {volume.Number} was not touched and cannot be read: {failed!.Message}");
        }

        return true;
    }

    private static void RequireOwn(ModelVolume volume, ReadOnlySpan<byte> seen)
    {
        for (var at = 0; at < seen.Length; at += sizeof(ulong))
        {
            var tag = BinaryPrimitives.ReadUInt64LittleEndian(seen[at..]);
            Finding.Unless(tag == 0 || Taint.TenantOf(tag) == volume.Tenant,
                () => $"volume {volume.Number} of tenant {volume.Tenant}, whose map rotted, shows {Taint.Describe(tag)}");
        }
    }

    private void Flip(long offset, string of)
    {
        var bit = (byte)(1 << dice.Roll(8));
        machine.Trace($"one bit of byte {offset}, {of}, rots");
        machine.Count(DiskFault.BitRot, 1);
        Disk.Memory.Touch(offset, 1);
        Disk.Memory.Medium[(int)offset] ^= bit;
        Disk.Memory.View[(int)offset] ^= bit;
    }
}

using System.Runtime.InteropServices;
using CloudControl.Simulation.Tests.Storage.Disks;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>
/// What a sector holds as one number: 0 for zeroes, the tag that repeats all through it, or, for a sector that was written in parts,
/// the number of its contents kept here.
/// </summary>
internal sealed class SectorValues
{
    public const int Words = VolatileDisk.SectorBytes / sizeof(ulong);

    private const ulong MixedMarker = 0x3E;
    private readonly List<ulong[]> mixed = [];

    /// <summary>The number of what was read.</summary>
    public ulong Of(ReadOnlySpan<byte> sector)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(sector);
        if (!words.ContainsAnyExcept(words[0]))
        {
            return words[0];
        }

        for (var i = 0; i < mixed.Count; i++)
        {
            if (words.SequenceEqual(mixed[i]))
            {
                return (MixedMarker << 56) | (uint)i;
            }
        }

        mixed.Add(words.ToArray());
        return (MixedMarker << 56) | (uint)(mixed.Count - 1);
    }

    /// <summary>Whether a sector holds this.</summary>
    public bool Is(ulong value, ReadOnlySpan<byte> sector)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(sector);
        return IsMixed(value) ? words.SequenceEqual(mixed[(int)(uint)value]) : !words.ContainsAnyExcept(value);
    }

    /// <summary>Writes a sector's contents.</summary>
    public void Fill(ulong value, Span<byte> sector)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(sector);
        if (IsMixed(value))
        {
            mixed[(int)(uint)value].CopyTo(words);
        }
        else
        {
            words.Fill(value);
        }
    }

    /// <summary>A sector after a write to it.</summary>
    public ulong After(ulong value, in PendingWrite write)
    {
        if (write.IsWhole)
        {
            return write.Value;
        }

        Span<byte> sector = stackalloc byte[VolatileDisk.SectorBytes];
        Fill(value, sector);
        write.Apply(sector, this);
        return Of(sector);
    }

    private static bool IsMixed(ulong value) => value >> 56 == MixedMarker;
}

/// <summary>A write to a sector, or to some words of it, that no flush has covered yet.</summary>
/// <param name="FirstWord">The first of its words of 8 bytes.</param>
/// <param name="WordCount">How many.</param>
/// <param name="Value">The tag written; for a whole sector any <see cref="SectorValues"/>.</param>
/// <param name="Number">Grows from write to write.</param>
/// <param name="IsCertain">Acknowledged; else it may have been carried out or not.</param>
internal readonly record struct PendingWrite(byte FirstWord, byte WordCount, ulong Value, int Number, bool IsCertain)
{
    public bool IsWhole => WordCount == SectorValues.Words;

    /// <summary>To a whole sector.</summary>
    public void Apply(Span<byte> sector, SectorValues values) => ApplyTo(sector.Slice(FirstWord * sizeof(ulong), WordCount * sizeof(ulong)), values);

    /// <summary>To the bytes written.</summary>
    public void ApplyTo(Span<byte> bytes, SectorValues values)
    {
        if (IsWhole)
        {
            values.Fill(Value, bytes);
        }
        else
        {
            MemoryMarshal.Cast<byte, ulong>(bytes).Fill(Value);
        }
    }
}

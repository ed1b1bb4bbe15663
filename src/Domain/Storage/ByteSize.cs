using System.Globalization;

namespace CloudControl.Domain.Storage;

/// <summary>A number of bytes, 0 to 2^63 - 1. Binary units only: 1 GiB = 2^30 bytes, as disks of droplets are sold.</summary>
public readonly record struct ByteSize : IComparable<ByteSize>
{
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public ByteSize(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Bytes = bytes;
    }

    /// <summary>The size in bytes.</summary>
    public long Bytes { get; }

    public static ByteSize Zero => default;

    public static ByteSize FromKiB(long count) => new(checked(count * 1024));

    public static ByteSize FromMiB(long count) => new(checked(count * 1024 * 1024));

    public static ByteSize FromGiB(long count) => new(checked(count * 1024 * 1024 * 1024));

    /// <summary>How many <paramref name="unit"/>s cover this size: the division, rounded up.</summary>
    public long CountOf(ByteSize unit) => unit.Bytes == 0
        ? throw new DivideByZeroException("a unit of zero bytes covers nothing")
        : (Bytes / unit.Bytes) + (Bytes % unit.Bytes == 0 ? 0 : 1);

    /// <summary>This size rounded up to a multiple of <paramref name="unit"/>.</summary>
    public ByteSize RoundUpTo(ByteSize unit) => new(checked(CountOf(unit) * unit.Bytes));

    public bool IsMultipleOf(ByteSize unit) => Bytes % unit.Bytes == 0;

    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    public static ByteSize operator +(ByteSize a, ByteSize b) => new(checked(a.Bytes + b.Bytes));

    public static ByteSize operator -(ByteSize a, ByteSize b) => new(a.Bytes - b.Bytes);

    public static ByteSize operator *(ByteSize a, long count) => new(checked(a.Bytes * count));

    public static bool operator <(ByteSize a, ByteSize b) => a.Bytes < b.Bytes;

    public static bool operator >(ByteSize a, ByteSize b) => a.Bytes > b.Bytes;

    public static bool operator <=(ByteSize a, ByteSize b) => a.Bytes <= b.Bytes;

    public static bool operator >=(ByteSize a, ByteSize b) => a.Bytes >= b.Bytes;

    /// <summary>The largest binary unit that divides the size, for logs: <c>25 GiB</c>, <c>64 KiB</c>, <c>513 B</c>.</summary>
    public override string ToString()
    {
        (long Unit, string Name)[] units = [(1L << 40, "TiB"), (1L << 30, "GiB"), (1L << 20, "MiB"), (1L << 10, "KiB")];
        foreach (var (unit, name) in units)
        {
            if (Bytes != 0 && Bytes % unit == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{Bytes / unit} {name}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Bytes} B");
    }
}

using CloudControl.Domain.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace CloudControl.Domain.Tests.Storage;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(513, "513 B")]
    [InlineData(64 * 1024, "64 KiB")]
    [InlineData(25L << 30, "25 GiB")]
    [InlineData(1L << 40, "1 TiB")]
    [InlineData((1L << 30) + 1024, "1048577 KiB")]
    public void A_size_is_shown_in_the_largest_unit_that_divides_it(long bytes, string shown) =>
        Assert.Equal(shown, new ByteSize(bytes).ToString());

    [Fact]
    public void A_size_is_never_negative()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ByteSize(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ByteSize.FromKiB(1) - ByteSize.FromKiB(2));
    }

    [Fact]
    public void A_size_that_does_not_fit_is_refused_rather_than_wrapped()
    {
        Assert.Throws<OverflowException>(() => ByteSize.FromGiB(long.MaxValue / 1024));
        Assert.Throws<OverflowException>(() => new ByteSize(long.MaxValue) + new ByteSize(1));
    }

    [Fact]
    public void Rounding_up_covers_the_size_with_less_than_one_unit_to_spare() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).Two().ToArbitrary(),
            pair =>
            {
                var (size, unit) = (new ByteSize(pair.Item1), new ByteSize(Math.Max(1, pair.Item2)));
                var rounded = size.RoundUpTo(unit);
                return rounded >= size && rounded - size < unit && rounded.IsMultipleOf(unit);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_is_counted_in_units_of_nothing() =>
        Assert.Throws<DivideByZeroException>(() => ByteSize.FromKiB(1).CountOf(ByteSize.Zero));
}

using CloudControl.Domain.Tags;

namespace CloudControl.Domain.Tests.Tags;

public sealed class TagTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("Env:prod_1-x", true)]
    [InlineData("", false)]
    [InlineData("two words", false)]
    [InlineData("tag\n", false)]
    [InlineData("ä", false)]
    [InlineData(null, false)]
    public void A_name_is_letters_digits_colons_dashes_and_underscores(string? name, bool valid) => Assert.Equal(valid, Tag.IsValidName(name));

    [Fact]
    public void A_name_has_at_most_255_characters()
    {
        Assert.True(Tag.IsValidName(new string('x', Tag.MaximumNameLength)));
        Assert.False(Tag.IsValidName(new string('x', Tag.MaximumNameLength + 1)));
    }

    [Fact]
    public void Two_spellings_fold_to_one_name() => Assert.Equal(Tag.Fold("PROD"), Tag.Fold("prod"));
}

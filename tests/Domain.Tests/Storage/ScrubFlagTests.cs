using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Tests.Storage;

public sealed class ScrubFlagTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("null")]
    public void Silence_is_never_a_no(string? said)
    {
        Assert.Equal(ScrubChoice.Unsaid, ScrubFlag.ParseV2(said).Value);
        Assert.True(ScrubFlag.Decide(ScrubFlag.ParseV2(said).Value, policy: true));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("True")]
    [InlineData("1")]
    [InlineData("yes")]
    public void A_yes_scrubs_whatever_the_policy(string said) =>
        Assert.True(ScrubFlag.Decide(ScrubFlag.ParseV2(said).Value, policy: false));

    [Theory]
    [InlineData("false")]
    [InlineData("FALSE")]
    [InlineData("0")]
    [InlineData("no")]
    public void Only_a_no_in_so_many_words_declines(string said) =>
        Assert.False(ScrubFlag.Decide(ScrubFlag.ParseV2(said).Value, policy: true));

    [Theory]
    [InlineData("maybe")]
    [InlineData("2")]
    [InlineData("nope")]
    [InlineData("{}")]
    public void What_nobody_understands_is_an_error_in_v2_and_a_scrub_in_v1(string said)
    {
        Assert.IsType<ScrubFlagUnintelligible>(ScrubFlag.ParseV2(said).Error);
        Assert.Equal(ScrubChoice.Scrub, ScrubFlag.ParseV1(said));
    }

    [Theory]
    [InlineData("0", ScrubChoice.Decline)]
    [InlineData("false", ScrubChoice.Decline)]
    [InlineData("no", ScrubChoice.Scrub)]
    [InlineData("1", ScrubChoice.Scrub)]
    [InlineData(null, ScrubChoice.Unsaid)]
    public void Of_v1_only_0_and_false_decline(string? said, ScrubChoice choice) => Assert.Equal(choice, ScrubFlag.ParseV1(said));

    [Fact]
    public void A_droplet_ordered_without_scrubbing_is_scrubbed_when_its_destroy_asks_for_it() =>
        Assert.True(ScrubFlag.Decide(ScrubChoice.Scrub, policy: false));
}

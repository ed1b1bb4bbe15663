using CloudControl.Infrastructure.Metrics;
using CloudControl.Testing;

namespace CloudControl.Infrastructure.Tests.Metrics;

public sealed class MetricTextTests
{
    [Fact]
    public void A_label_may_hold_anything_and_is_escaped()
    {
        var text = new MetricText().Gauge("a", "One.").Sample(1.5, ("host", "a\"b\\c\nd"), ("state", "")).ToString();

        Assert.Equal("# HELP a One.\n# TYPE a gauge\na{host=\"a\\\"b\\\\c\\nd\",state=\"\"} 1.5\n", text);
        Assert.Single(Exposition.Parse(text).Samples);
    }

    [Fact]
    public void A_histogram_is_cumulated_and_counts_what_is_beyond_every_limit()
    {
        var histogram = new Histogram([0.1, 1]);
        foreach (var seconds in new[] { 0.05, 0.1, 0.5, 7 })
        {
            histogram.Observe(seconds);
        }

        var samples = Exposition.Parse(new MetricText().Histogram("h", "One.").Distribution(histogram, ("route", "/a")).ToString()).Samples;

        Assert.Equal(2, samples["""h_bucket{route="/a",le="0.1"}"""]);
        Assert.Equal(3, samples["""h_bucket{route="/a",le="1"}"""]);
        Assert.Equal(4, samples["""h_bucket{route="/a",le="+Inf"}"""]);
        Assert.Equal(4, samples["""h_count{route="/a"}"""]);
        Assert.Equal(7.65, samples["""h_sum{route="/a"}"""], 9);
    }

    [Theory]
    [InlineData("a 1\n")]
    [InlineData("# HELP a One.\n# TYPE a gauge\na 1\na 1\n")]
    [InlineData("# HELP a One.\n# TYPE a gauge\na{x=\"a\"b\"} 1\n")]
    [InlineData("# HELP a One.\n# TYPE a gauge\nb 1\n")]
    [InlineData("# HELP a One.\n# TYPE a gauge\na one\n")]
    [InlineData("# HELP a One.\n# TYPE a gauge\na 1")]
    [InlineData("# HELP a One.\n# TYPE a counter\na 1\n")]
    [InlineData("# HELP h One.\n# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n")]
    public void The_reader_that_judges_pages_refuses_what_breaks_the_format(string page) =>
        Assert.NotNull(Record.Exception(() => Exposition.Parse(page)));
}

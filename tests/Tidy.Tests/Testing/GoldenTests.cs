using CloudControl.Testing;
using Xunit.Sdk;

namespace CloudControl.Tidy.Tests.Testing;

public sealed class GoldenTests
{
    [Fact]
    public void A_difference_is_shown_line_by_line_with_the_command_that_accepts_it()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("GOLDEN") == "write", "golden files are being rewritten, not compared");
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "one\ntwo\nthree\n");
            Golden.ShouldMatch("one\r\ntwo\r\nthree", file);    // line ends are not differences

            var failure = Assert.ThrowsAny<XunitException>(() => Golden.ShouldMatch("one\n2\nthree\n", file));

            Assert.Contains("- two\n+ 2\n  three", failure.Message.ReplaceLineEndings("\n"), StringComparison.Ordinal);
            Assert.Contains("make golden", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}

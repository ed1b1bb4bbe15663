namespace CloudControl.Tidy.Tests;

public sealed class SizeTests
{
    private const int LineLimit = 300;

    /// <summary>Files that are one thing all the same, and why.</summary>
    private static readonly Dictionary<string, string> Exceptions = [];

    [Fact]
    public void A_file_that_outgrew_its_limit_is_split_or_explained()
    {
        var tooLong = SourceTree.All.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal) && file.Lines.Length > LineLimit && !Exceptions.ContainsKey(file.Path));

        Untidy.ShouldBeNone(tooLong.Select(file => $"{file.Path}: {file.Lines.Length} lines; which two things is it?"));
    }

    [Fact]
    public void Every_exception_is_still_one() =>
        Assert.All(Exceptions.Keys, path => Assert.True(SourceTree.All.Single(file => file.Path == path).Lines.Length > LineLimit, path));
}

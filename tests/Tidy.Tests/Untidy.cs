namespace CloudControl.Tidy.Tests;

/// <summary>Says all that is untidy at once; a collection assertion would show the first few.</summary>
public static class Untidy
{
    public static void ShouldBeNone(IEnumerable<string> findings)
    {
        var all = findings.ToArray();
        Assert.True(all.Length == 0, "\n" + string.Join('\n', all));
    }
}

namespace CloudControl.Testing;

/// <summary>The checkout the tests were built from: the first folder above the test binaries that holds the solution.</summary>
public static class RepositoryRoot
{
    private static readonly Lazy<string> Found = new(Find);

    /// <summary>The absolute path of the folder that holds <c>CloudControl.sln</c>.</summary>
    public static string Path => Found.Value;

    /// <summary>An absolute path inside the checkout.</summary>
    public static string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "CloudControl.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no CloudControl.sln above {AppContext.BaseDirectory}: run the tests from inside the checkout");
    }
}

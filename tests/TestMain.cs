/// <summary>The entry point of every test project; not called Program, which is the API's.</summary>
internal static class TestMain
{
    private static Task<int> Main(string[] args) => Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
}

namespace CloudControl.Workers;

/// <summary>The worker process. It only composes.</summary>
public sealed class Program
{
    private Program()
    {
    }

    public static void Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Build().Run();
    }
}

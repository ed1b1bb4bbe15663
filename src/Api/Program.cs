namespace CloudControl.Api;

/// <summary>The API process. It only composes; each resource's folder holds its routes.</summary>
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

using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Runs;
using CloudControl.Workers.Engine;
using CloudControl.Workers.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CloudControl.Bench.Runs;

/// <summary>A worker process with production's pump, engine and runner, and nothing but the empty pipeline. Ends with its standard input.</summary>
internal static class BenchWorker
{
    /// <summary>What it says, before its engine's name, when it serves.</summary>
    public const string Ready = "READY ";

    /// <summary>As a worker's default.</summary>
    private const int Concurrency = 16;

    public static async Task RunAsync(string connectionString, IReadOnlyList<string> queues)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddPersistence(connectionString)
            .AddRuns()
            .AddPipelineEngine()
            .AddPipeline<EmptyPipeline>()
            .AddRunPump(new EngineOptions(connectionString, Concurrency), _ => queues);
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine(Ready + host.Services.GetRequiredService<IRunDispatcher>().EngineName);
        await Console.In.ReadToEndAsync();
        await host.StopAsync();
    }
}

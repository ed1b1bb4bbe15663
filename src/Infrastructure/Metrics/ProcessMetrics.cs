using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace CloudControl.Infrastructure.Metrics;

/// <summary>What every process says of itself, under the names that Prometheus' own clients use.</summary>
public static class ProcessMetrics
{
    private static readonly string Version =
        typeof(ProcessMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static void Write(MetricText text)
    {
        using var process = Process.GetCurrentProcess();
        text.Gauge("cloudcontrol_build_info", "Always 1; the label says which version runs.").Sample(1, ("version", Version));
        text.Counter("process_cpu_seconds_total", "Processor time, user and system.").Sample(process.TotalProcessorTime.TotalSeconds);
        text.Gauge("process_start_time_seconds", "When the process started, in seconds since 1970.")
            .Sample(new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0);
        text.Gauge("process_resident_memory_bytes", "Resident memory.").Sample(process.WorkingSet64);
        text.Gauge("process_open_fds", "Open file descriptors.").Sample(process.HandleCount);
        text.Gauge("dotnet_gc_heap_bytes", "Bytes on the managed heap.").Sample(GC.GetTotalMemory(forceFullCollection: false));
        text.Gauge("dotnet_threadpool_threads", "Threads of the pool.").Sample(ThreadPool.ThreadCount);
        text.Gauge("dotnet_threadpool_queue_length", "Work that waits for a thread of the pool.").Sample(ThreadPool.PendingWorkItemCount);
        text.Counter("dotnet_gc_collections_total", "Garbage collections.");
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            text.Sample(GC.CollectionCount(generation), ("generation", generation.ToString(CultureInfo.InvariantCulture)));
        }
    }
}

using CloudControl.Domain.Hosts;

namespace CloudControl.Workers.Reconcilers;

/// <summary>Findings in the log: once when they appear, once when they are gone.</summary>
public sealed partial class FindingLog(ILogger<FindingLog> log)
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "found on host {Host}: {Kind}, {Subject}: {Detail}")]
    public partial void Found(string host, FindingKind kind, string subject, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "no longer so on host {Host}: {Kind}, {Subject}")]
    public partial void Cleared(string host, FindingKind kind, string subject);
}

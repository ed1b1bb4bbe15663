namespace CloudControl.Infrastructure.Audit;

/// <summary>Section <c>Audit</c> of the configuration.</summary>
public sealed class AuditOptions
{
    /// <summary>How long entries are kept; none is deleted earlier.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(365);
}

namespace CloudControl.Api.Http;

/// <summary>Section <c>RateLimits</c> of the configuration.</summary>
public sealed class RateLimitSettings
{
    /// <summary>Unset: on, but off in the development profile. Off, the headers are sent all the same: clients read them.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Requests each token may send in an hour, to all API processes together; and each address that sends none, to one process.</summary>
    public int RequestsPerHour { get; set; } = 5000;

    /// <summary>Requests each token may send in a minute, to all API processes together.</summary>
    public int RequestsPerMinute { get; set; } = 250;
}

using Microsoft.Extensions.Configuration;

namespace CloudControl.Infrastructure.Webhooks;

/// <summary>Where webhooks may go beyond the public internet. The default is: nowhere.</summary>
public sealed record ReceiverOptions
{
    /// <summary>The configuration's section.</summary>
    public const string Section = "Webhooks";

    private static readonly string[] Loopback = ["127.0.0.0/8", "::1/128"];

    /// <summary>Ranges in CIDR form that receivers may be in although they are not public, such as <c>10.1.0.0/16</c>.</summary>
    public IReadOnlyList<string> AllowedRanges { get; init; } = [];

    /// <summary>
    /// Reads <c>Webhooks:AllowedRanges</c>: a list, or one text with commas. The development profile adds loopback: whoever tries the
    /// cloud on one machine has the receiver there too.
    /// </summary>
    public static ReceiverOptions From(IConfiguration configuration, bool development)
    {
        var ranges = configuration.GetSection($"{Section}:{nameof(AllowedRanges)}");
        var configured = ranges.GetChildren().Select(child => child.Value).Append(ranges.Value)
            .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return new ReceiverOptions { AllowedRanges = [.. configured, .. development ? Loopback : []] };
    }
}

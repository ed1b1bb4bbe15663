namespace CloudControl.Infrastructure.Images.Import;

/// <summary>What a customer's URL may cost us: the section <c>ImageImports</c> of a worker's configuration.</summary>
public sealed record ImportOptions
{
    public const string Section = "ImageImports";

    /// <summary>Longest image, in bytes, both as it is fetched and as the disk it turns out to be. The contract says 100 GB.</summary>
    public long MaximumBytes { get; init; } = 100_000_000_000;

    /// <summary>From the first look-up to the decoded disk.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a server may send nothing.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Redirects followed, each judged like the URL itself.</summary>
    public int MaximumRedirects { get; init; } = 5;

    /// <summary>Fetches begun for one image before a failure that may pass counts.</summary>
    public int Tries { get; init; } = 3;

    /// <summary>Pause before a fetch is tried again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Images fetched at one time by one process; the others wait.</summary>
    public int MaximumAtOnce { get; init; } = 2;

    /// <summary>Room that is left on the disk of the staging folder, whatever a customer would like to put there.</summary>
    public long MinimumFreeBytes { get; init; } = 1L << 30;
}

using System.Globalization;

namespace CloudControl.Api.LegacyV1;

/// <summary>
/// v1 named regions, sizes and images by number. The numbers that clients have in their code keep their meaning; regions and sizes
/// that came later have numbers of ours.
/// </summary>
internal static class LegacyIds
{
    /// <summary>"Ubuntu 13.10 x64" as fog, tugboat and Vagrant knew it, and as we do.</summary>
    private const long KnownUbuntu1310 = 1505447;
    private const long OurUbuntu1310 = 505447;

    private static readonly Dictionary<long, string> Regions = new()
    {
        [1] = "nyc1",
        [4] = "nyc2",
        [8] = "nyc3",
        [7] = "lon1",
        [9] = "ams3",
        [10] = "tor1",
        [12] = "sfo3",
    };

    private static readonly Dictionary<long, string> Sizes = new()
    {
        [66] = "512mb",
        [63] = "1gb",
        [101] = "s-1vcpu-512mb-10gb",
        [102] = "s-1vcpu-1gb",
        [103] = "s-1vcpu-2gb",
        [104] = "s-2vcpu-2gb",
        [105] = "s-3vcpu-1gb",
    };

    public static long? OfRegion(string slug) => NumberOf(Regions, slug);

    public static long? OfSize(string slug) => NumberOf(Sizes, slug);

    public static long OfImage(long id) => id == OurUbuntu1310 ? KnownUbuntu1310 : id;

    /// <summary>The slug for a number; what is none is left for the operation to refuse.</summary>
    public static string? RegionOf(string? number) => SlugOf(Regions, number);

    /// <inheritdoc cref="RegionOf"/>
    public static string? SizeOf(string? number) => SlugOf(Sizes, number);

    public static string? ImageOf(string? idOrSlug) =>
        Parse(idOrSlug) == KnownUbuntu1310 ? OurUbuntu1310.ToString(CultureInfo.InvariantCulture) : idOrSlug;

    private static long? NumberOf(Dictionary<long, string> numbers, string slug)
    {
        foreach (var (number, known) in numbers)
        {
            if (known == slug)
            {
                return number;
            }
        }

        return null;
    }

    private static string? SlugOf(Dictionary<long, string> numbers, string? text) =>
        Parse(text) is { } number && numbers.TryGetValue(number, out var slug) ? slug : text;

    private static long? Parse(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

using CloudControl.Api.Catalogue;
using CloudControl.Domain;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;

namespace CloudControl.Api.Droplets;

/// <summary>
/// What narrows a list of droplets, all of it at once. An empty word is none (do-wrapper). Several tags mean droplets that carry them
/// all; several statuses or regions mean droplets in one of them. Several are repeated or separated by commas, which none of them can hold.
/// </summary>
/// <param name="Tags">Each of them is on the droplet.</param>
/// <param name="Name">The whole name, in any capitals; null for any.</param>
/// <param name="Statuses"><c>new</c>, <c>active</c>, <c>off</c> or <c>archive</c>.</param>
/// <param name="Regions">Slugs.</param>
/// <param name="Type"><c>droplets</c> or <c>gpus</c>, of which there are none; null for the former.</param>
public sealed record DropletFilter(
    IReadOnlyList<string> Tags, string? Name, IReadOnlyList<string> Statuses, IReadOnlyList<string> Regions, string? Type)
{
    /// <summary>Words of one kind in one request.</summary>
    public const int MaximumWords = 20;

    public const string Gpus = "gpus";

    private static readonly string[] Types = ["droplets", Gpus];

    /// <summary>Statuses as they are on the wire. An archived droplet is none of ours, and none is found.</summary>
    private static readonly Dictionary<string, DropletStatus?> StatusesByWord = new(StringComparer.Ordinal)
    {
        ["new"] = DropletStatus.New,
        ["active"] = DropletStatus.Active,
        ["off"] = DropletStatus.Off,
        ["archive"] = null,
    };

    public static ValueTask<DropletFilter> BindAsync(HttpContext context)
    {
        string[] Words(string name) => [.. context.Request.Query[name]
            .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct()];
        string? Word(string name) => context.Request.Query[name].LastOrDefault(value => !string.IsNullOrEmpty(value));
        return ValueTask.FromResult(new DropletFilter(Words("tag_name"), Word("name"), Words("status"), Words("region"), Word("type")));
    }

    /// <summary>Why no list can be narrowed by this; null when one can.</summary>
    public Error? Refusal(CatalogueSnapshot catalogue) =>
        new[] { Tags, Statuses, Regions }.Any(words => words.Count > MaximumWords) ? new FilterUnusable($"a filter takes at most {MaximumWords} words")
        : Statuses.FirstOrDefault(word => !StatusesByWord.ContainsKey(word)) is { } status ? Unknown("status", status, StatusesByWord.Keys)
        : Regions.FirstOrDefault(word => !catalogue.Regions.ContainsKey(word)) is { } region ? Unknown("region", region, catalogue.Regions.Keys)
        : Type is not null && !Types.Contains(Type) ? Unknown("type", Type, Types)
        : null;

    /// <summary>The ids of those of the account's droplets that are meant, newest first.</summary>
    public IQueryable<DropletId> IdsOf(AccountId account, CloudControlDb db) => this is { Tags: [var tag], Name: null, Statuses: [], Regions: [], Type: not Gpus }
        ? db.DropletTags.Where(t => t.AccountId == account && t.Tag == tag).OrderByDescending(t => t.DropletId).Select(t => t.DropletId)
        : Of(db.Droplets.Of(account), db).OrderByDescending(d => d.Id).Select(d => d.Id);

    /// <summary>Those of the droplets that are meant.</summary>
    public IQueryable<Droplet> Of(IQueryable<Droplet> droplets, CloudControlDb db)
    {
        droplets = Tags.Aggregate(droplets, (narrowed, tag) => narrowed.Tagged(tag, db));
        if (Name is not null)
        {
            droplets = droplets.Named(Name);
        }

        if (Statuses.Count > 0)
        {
            var statuses = Statuses.Select(word => StatusesByWord[word]).OfType<DropletStatus>().ToList();
            droplets = droplets.Where(d => statuses.Contains(d.Status));
        }

        if (Regions.Count > 0)
        {
            var regions = Regions;
            droplets = droplets.Where(d => regions.Contains(d.RegionSlug));
        }

        return Type == Gpus ? droplets.Where(d => false) : droplets;
    }

    private static FilterUnusable Unknown(string filter, string word, IEnumerable<string> known) =>
        new($"{filter} cannot be '{word}', only {string.Join(", ", known.Order(StringComparer.Ordinal))}");
}

/// <summary>A list cannot be narrowed like this; the caller would take the wrong list for the right one.</summary>
public sealed record FilterUnusable(string Why) : Error(ErrorFamily.Invalid, $"The list cannot be narrowed: {Why}.");

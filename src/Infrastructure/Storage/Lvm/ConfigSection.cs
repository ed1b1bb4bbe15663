namespace CloudControl.Infrastructure.Storage.Lvm;

/// <summary>
/// One section of lvm2's configuration language: <c>name = value</c> and <c>name { … }</c>, in the order of the text. Values are
/// strings, whole numbers and lists of them.
/// </summary>
public sealed class ConfigSection(string name)
{
    private readonly Dictionary<string, object> entries = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    /// <summary>The sections within, in order.</summary>
    public IEnumerable<ConfigSection> Sections => entries.Values.OfType<ConfigSection>();

    /// <summary>Adds an entry.</summary>
    /// <exception cref="LvmFormatException">The section has one of that name.</exception>
    public void Add(string key, object value)
    {
        if (!entries.TryAdd(key, value))
        {
            throw new LvmFormatException($"'{key}' stands twice in section '{Name}'");
        }
    }

    public ConfigSection? FindSection(string key) => entries.GetValueOrDefault(key) as ConfigSection;

    public ConfigSection Section(string key) => FindSection(key) ?? throw Missing(key, "section");

    public string Text(string key) => entries.GetValueOrDefault(key) as string ?? throw Missing(key, "string");

    public string? FindText(string key) => entries.GetValueOrDefault(key) as string;

    public long Number(string key) => FindNumber(key) ?? throw Missing(key, "number");

    public long? FindNumber(string key) => entries.GetValueOrDefault(key) as long?;

    /// <summary>A list; empty when the key is absent, one element when the text has a bare value.</summary>
    public IReadOnlyList<object> Values(string key) => entries.GetValueOrDefault(key) switch
    {
        null => [],
        List<object> list => list,
        ConfigSection => throw Missing(key, "list"),
        var single => [single],
    };

    /// <summary>The strings of a list.</summary>
    public IReadOnlyList<string> Texts(string key) => [.. Values(key).OfType<string>()];

    private LvmFormatException Missing(string key, string kind) => new($"section '{Name}' has no {kind} '{key}'");
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace CloudControl.Testing.Storage.Decoder;

/// <summary>A section of lvm2's text format, put together from a flat list of tokens.</summary>
public sealed partial class TextNode
{
    private readonly List<(string Key, object Value)> entries = [];

    /// <summary>Sections within, by name, in order.</summary>
    public IEnumerable<(string Name, TextNode Node)> Sections => entries.Where(e => e.Value is TextNode).Select(e => (e.Key, (TextNode)e.Value));

    public TextNode this[string section] => (TextNode)Find(section);

    /// <exception cref="InvalidDataException">Brackets do not match, or a key has no value.</exception>
    public static TextNode Parse(string text)
    {
        var tokens = new Queue<string>(Token().Matches(text).Select(m => m.Value).Where(t => t[0] != '#'));
        var root = new TextNode();
        while (tokens.Count > 0)
        {
            root.Take(tokens);
        }

        return root;
    }

    public bool Has(string key) => entries.Exists(e => e.Key == key);

    public string Text(string key) => (string)Find(key);

    public long Number(string key) => (long)Find(key);

    /// <summary>A list's values; empty when there is no such key.</summary>
    public IReadOnlyList<object> List(string key) => Has(key) ? (List<object>)Find(key) : [];

    private object Find(string key)
    {
        var found = entries.Where(e => e.Key == key).ToList();
        return found.Count == 1 ? found[0].Value : throw new InvalidDataException($"'{key}' stands {found.Count} times where it should stand once");
    }

    private void Take(Queue<string> tokens)
    {
        var key = Next(tokens);
        if (Next(tokens) is var sign && sign == "{")
        {
            var inner = new TextNode();
            while (Peek(tokens) != "}")
            {
                inner.Take(tokens);
            }

            tokens.Dequeue();
            entries.Add((key, inner));
        }
        else if (sign == "=")
        {
            entries.Add((key, Value(tokens)));
        }
        else
        {
            throw new InvalidDataException($"'{key}' is followed by '{sign}'");
        }
    }

    private static object Value(Queue<string> tokens)
    {
        var token = Next(tokens);
        if (token == "[")
        {
            var list = new List<object>();
            while (Peek(tokens) != "]")
            {
                list.Add(Value(tokens));
                if (Peek(tokens) == ",")
                {
                    tokens.Dequeue();
                }
            }

            tokens.Dequeue();
            return list;
        }

        return token[0] == '"' ? Escape().Replace(token[1..^1], "$1") : long.Parse(token, CultureInfo.InvariantCulture);
    }

    private static string Next(Queue<string> tokens) => tokens.TryDequeue(out var token) ? token : throw new InvalidDataException("the text ends too early");

    private static string Peek(Queue<string> tokens) => tokens.TryPeek(out var token) ? token : throw new InvalidDataException("the text ends too early");

    [GeneratedRegex("""#[^\n]*|"(?:\\.|[^"\\])*"|[{}\[\]=,]|[^\s{}\[\]=,"#]+""")]
    private static partial Regex Token();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escape();
}

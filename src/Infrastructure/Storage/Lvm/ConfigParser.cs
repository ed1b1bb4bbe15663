using System.Globalization;
using System.Text;

namespace CloudControl.Infrastructure.Storage.Lvm;

/// <summary>
/// Reads lvm2's configuration language, whatever order, comments and blanks it comes with. Shares no code with the writer, so
/// that one's mistake cannot excuse the other's.
/// </summary>
public sealed class ConfigParser
{
    /// <summary>How deep sections may nest; metadata texts reach four.</summary>
    public const int MaximumDepth = 16;

    private readonly string text;
    private int at;

    private ConfigParser(string text) => this.text = text;

    /// <summary>The text as a section without a name.</summary>
    /// <exception cref="LvmFormatException">It is not in the language; the message gives the line.</exception>
    public static ConfigSection Parse(string text)
    {
        var parser = new ConfigParser(text);
        var root = new ConfigSection("");
        parser.ReadEntries(root, depth: 0);
        return root;
    }

    private void ReadEntries(ConfigSection section, int depth)
    {
        Require(depth <= MaximumDepth, "sections nest too deeply");
        while (true)
        {
            SkipBlanks();
            if (at == text.Length)
            {
                Require(depth == 0, "a section has no end");
                return;
            }

            if (text[at] == '}')
            {
                Require(depth > 0, "'}' without a section");
                at++;
                return;
            }

            var key = ReadName();
            SkipBlanks();
            Require(at < text.Length && text[at] is '{' or '=', $"'{key}' is followed by neither '=' nor '{{'");
            if (text[at++] == '{')
            {
                var inner = new ConfigSection(key);
                ReadEntries(inner, depth + 1);
                section.Add(key, inner);
            }
            else
            {
                section.Add(key, ReadValue());
            }
        }
    }

    private object ReadValue()
    {
        SkipBlanks();
        Require(at < text.Length, "a value is missing");
        return text[at] switch
        {
            '"' => ReadString(),
            '[' => ReadList(),
            _ => ReadNumber(),
        };
    }

    private List<object> ReadList()
    {
        var list = new List<object>();
        at++;
        while (true)
        {
            SkipBlanks();
            Require(at < text.Length, "a list has no end");
            if (text[at] == ']')
            {
                at++;
                return list;
            }

            if (text[at] == ',')
            {
                at++;
                continue;
            }

            Require(text[at] != '[', "a list within a list");
            list.Add(ReadValue());
        }
    }

    private string ReadString()
    {
        var value = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '"':
                    at++;
                    return value.ToString();
                case '\\' when at + 1 < text.Length:
                    value.Append(text[++at]);
                    break;
                default:
                    value.Append(text[at]);
                    break;
            }
        }

        throw Wrong("a string has no end");
    }

    private object ReadNumber()
    {
        var from = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '-' or '+' or '.'))
        {
            at++;
        }

        var word = text[from..at];
        Require(word.Length > 0, "a value is missing");
        return long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : word;
    }

    private string ReadName()
    {
        var from = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '-' or '+' or '.' or '/'))
        {
            at++;
        }

        Require(at > from, $"'{text[at]}' where a name should be");
        return text[from..at];
    }

    private void SkipBlanks()
    {
        for (; at < text.Length; at++)
        {
            if (text[at] == '#')
            {
                at = text.IndexOf('\n', at) is >= 0 and var end ? end : text.Length - 1;
            }
            else if (!char.IsWhiteSpace(text[at]))
            {
                return;
            }
        }
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw Wrong(otherwise);
        }
    }

    private LvmFormatException Wrong(string what) =>
        new($"metadata text, line {text.AsSpan(0, Math.Min(at, text.Length)).Count('\n') + 1}: {what}");
}

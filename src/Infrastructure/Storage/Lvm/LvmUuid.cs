using System.Security.Cryptography;

namespace CloudControl.Infrastructure.Storage.Lvm;

/// <summary>
/// LVM2's identity of a volume group, physical or logical volume: 32 characters of <c>0-9 a-z A-Z ! #</c>, printed in groups of
/// 6-4-4-4-4-4-6. Source: lvm2 lib/uuid/uuid.c.
/// </summary>
public readonly record struct LvmUuid
{
    /// <summary>Characters of a uuid without its dashes.</summary>
    public const int DigitCount = 32;

    // As lvm2 does, new ids avoid the last two: they are legal and awkward in a shell.
    private const string NewDigits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly int[] Groups = [6, 4, 4, 4, 4, 4, 6];

    private LvmUuid(string digits) => Digits = digits;

    /// <summary>The 32 characters as the label stores them.</summary>
    public string Digits { get; }

    public static LvmUuid New() => new(RandomNumberGenerator.GetString(NewDigits, DigitCount));

    /// <summary>Reads a uuid with or without dashes.</summary>
    /// <exception cref="LvmFormatException">Not 32 characters of the alphabet.</exception>
    public static LvmUuid Parse(string text)
    {
        var digits = text.Replace("-", "", StringComparison.Ordinal);
        return digits.Length == DigitCount && digits.All(c => char.IsAsciiLetterOrDigit(c) || c is '!' or '#')
            ? new LvmUuid(digits)
            : throw new LvmFormatException($"'{text}' is not an LVM uuid");
    }

    /// <summary>With its dashes.</summary>
    public override string ToString()
    {
        var (digits, at) = (Digits, 0);
        return string.Join('-', Groups.Select(length => digits.Substring((at += length) - length, length)));
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CloudControl.Domain;
using CloudControl.Domain.Images;

namespace CloudControl.Infrastructure.Images;

/// <summary>A file that makes a disk somebody's.</summary>
/// <param name="Path">Absolute; its folder is in every tree.</param>
/// <param name="Mode">Four octal digits.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record PersonalFile(string Path, string Mode, byte[] Content);

/// <summary>
/// What a droplet finds on its disk beside the image's tree: its name, its owner's keys, and cloud-init's NoCloud seed
/// (https://cloudinit.readthedocs.io/en/latest/reference/datasources/nocloud.html).
/// </summary>
internal static partial class PersonalFiles
{
    /// <summary>The longest host name, as DNS has it (RFC 1035 §3.1, less the dots that are not written).</summary>
    public const int MaxHostNameLength = 253;

    /// <summary>User data and keys are put together in memory; the API's own limits are far below.</summary>
    public const int MaxContentBytes = 1 << 20;

    /// <summary>What cloud-init gets when the customer said nothing.</summary>
    public const string EmptyUserData = "#cloud-config\n";

    /// <summary>
    /// The files; or <see cref="PersonalFileUnusable"/> when a name or key is not one line, so that the file would say something else
    /// than the customer was asked for.
    /// </summary>
    public static Result<IReadOnlyList<PersonalFile>> For(ImageOrder order)
    {
        if (order.HostName.Length is 0 or > MaxHostNameLength || order.HostName.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
        {
            return new PersonalFileUnusable("host name");
        }

        if (order.AuthorizedKeys.Any(key => key.Trim().Any(char.IsControl)))
        {
            return new PersonalFileUnusable("list of SSH keys");
        }

        var keys = Lines(order.AuthorizedKeys.Select(key => key.Trim()).Where(key => key.Length > 0));
        if (keys.Length > MaxContentBytes)
        {
            return new PersonalFileUnusable("list of SSH keys");
        }

        var userData = Encoding.UTF8.GetBytes(order.UserData ?? EmptyUserData);
        if (userData.Length > MaxContentBytes)
        {
            return new PersonalFileUnusable("user data");
        }

        return new PersonalFile[]
        {
            new("/etc/hostname", "0644", Lines([order.HostName])),
            new("/etc/hosts", "0644", Lines(
            [
                "127.0.0.1 localhost",
                $"127.0.1.1 {order.HostName}",
                "",
                "::1 localhost ip6-localhost ip6-loopback",
                "ff02::1 ip6-allnodes",
                "ff02::2 ip6-allrouters",
            ])),
            new("/root/.ssh/authorized_keys", "0600", keys),
            new("/var/lib/cloud/seed/nocloud/meta-data", "0644", Lines(
            [
                string.Create(CultureInfo.InvariantCulture, $"instance-id: \"{order.DropletId}\""),
                $"local-hostname: {YamlText(order.HostName)}",
            ])),
            new("/var/lib/cloud/seed/nocloud/user-data", "0600", userData),
        };
    }

    private static byte[] Lines(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    /// <summary>Bare when YAML cannot take it for anything but text, else quoted: a JSON string is a YAML string.</summary>
    private static string YamlText(string text) => SurelyText().IsMatch(text) ? text : JsonSerializer.Serialize(text);

    [GeneratedRegex(@"^(?!(true|false|yes|no|on|off|null|y|n)$)[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SurelyText();
}

using System.Text.Json.Nodes;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Api.Tests.Images;
using CloudControl.Api.Tests.ReservedIps;
using CloudControl.Api.Tests.SshKeys;
using CloudControl.Api.Tests.Volumes;
using CloudControl.Domain.Droplets;

namespace CloudControl.Api.Tests.Sequences;

/// <summary>The kinds that sequences are about. Orders name what there is of the others.</summary>
internal static class Kinds
{
    public static Kind Key { get; } = new(
        "/v2/account/keys", "ssh_key",
        turn => Post("/v2/account/keys", new() { ["name"] = turn.NewName(), ["public_key"] = PublicKeys.New() }),
        (turn, key) => new(HttpMethod.Put, key.Path, new() { ["name"] = turn.NewName() }))
    { UnknownId = Number };

    public static Kind Tag { get; } = new(
        "/v2/tags", "tag",
        turn => Post("/v2/tags", new() { ["name"] = turn.NewName() }),
        (turn, tag) => Post($"{tag.Path}/resources", new()
        {
            ["resources"] = new JsonArray(new JsonObject { ["resource_id"] = turn.Name(Droplet!), ["resource_type"] = "droplet" }),
        }))
    { IdMember = "name", UnknownId = dice => $"unknown-{Number(dice)}" };

    public static Kind Vpc { get; } = new(
        "/v2/vpcs", "vpc",
        turn => Post("/v2/vpcs", new() { ["name"] = turn.NewName(), ["region"] = "nyc3" }),
        (turn, vpc) => new(turn.OneOf([HttpMethod.Put, HttpMethod.Patch]), vpc.Path, new() { ["name"] = turn.NewName() }))
    { Views = ["", "/members"], ComesByItself = vpc => vpc["default"]!.GetValue<bool>() };

    public static Kind Webhook { get; } = new(
        "/v2/webhooks", "webhook",
        _ => Post("/v2/webhooks", new() { ["url"] = "https://93.184.215.14/hook" }),
        (turn, hook) => turn.OneOf<Func<Ask>>([
            () => new(HttpMethod.Patch, hook.Path, new() { ["enabled"] = turn.Once(2) }),
            () => Post($"{hook.Path}/rotate_secret", []),
            () => Post($"{hook.Path}/test", [])])())
    { Views = ["", "/deliveries"] };

    public static Kind Volume { get; } = new(
        "/v2/volumes", "volume",
        turn => Post("/v2/volumes", With(
            new() { ["name"] = turn.NewName(), ["region"] = "nyc3", ["size_gigabytes"] = 1 },
            turn.Once(4) ? ("snapshot_id", turn.Name(VolumeSnapshot!)) : null)),
        (turn, volume) => Post($"{volume.Path}/actions", turn.Once(3)
            ? new() { ["type"] = "resize", ["size_gigabytes"] = 2 }
            : new() { ["type"] = turn.OneOf(["attach", "attach", "detach"]), ["droplet_id"] = turn.Name(Droplet!) }))
    {
        Views = ["", "/actions", "/snapshots", "/disk"],
        Birth = (volume, _, _) => api => api.EndVolumeEventsAsync(volume.Id, v => v.BecomeReady(TimeProvider.System.GetUtcNow())),
        End = (volume, player, change) => api => EndVolumeAsync(api, volume, player, change),
    };

    public static Kind VolumeSnapshot { get; } = new(
        "/v2/snapshots", "snapshot",
        turn => Post($"/v2/volumes/{turn.Name(Volume)}/snapshots", new() { ["name"] = turn.NewName() }),
        (turn, snapshot) => new(HttpMethod.Get, $"/v2/volumes{snapshot.Path["/v2".Length..]}"));

    public static Kind Image { get; } = new(
        "/v2/images", "image",
        turn => Post("/v2/images", new() { ["name"] = turn.NewName(), ["region"] = "nyc3", ["url"] = "http://93.184.215.14/disk.raw" }),
        (turn, image) => turn.OneOf<Func<Ask>>([
            () => new(HttpMethod.Put, image.Path, new() { ["name"] = turn.NewName() }),
            () => Post($"{image.Path}/actions", new() { ["type"] = turn.OneOf(["transfer", "transfer", "convert"]), ["region"] = turn.OneOf(["ams3", "nyc3"]) })])())
    {
        UnknownId = Number,
        Views = ["", "/actions"],
        ComesByItself = image => image["public"]!.GetValue<bool>(),
        Birth = (image, _, _) => api => api.EndImageEventsAsync(long.Parse(image.Id)),
        End = (image, _, _) => api => api.EndImageEventsAsync(long.Parse(image.Id)),
    };

    public static Kind ReservedIp { get; } = new(
        "/v2/reserved_ips", "reserved_ip",
        turn => Post("/v2/reserved_ips", turn.Once(2) ? new() { ["region"] = "nyc3" } : new() { ["droplet_id"] = turn.Name(Droplet!) }),
        (turn, ip) => Post($"{ip.Path}/actions", turn.Once(3)
            ? new() { ["type"] = "unassign" }
            : new() { ["type"] = "assign", ["droplet_id"] = turn.Name(Droplet!) }))
    {
        IdMember = "ip",
        UnknownId = dice => $"203.0.113.{dice.Next(256)}",
        Views = ["", "/actions"],
        Birth = (ip, player, made) => made["links"]?["droplets"]?.AsArray().FirstOrDefault() is { } to
            ? api => api.EndAssigningAsync(ip.Id, NumberOf(player.Alive(Droplet!).FirstOrDefault(d => d.Id == to["id"]!.ToString())))
            : null,
        End = (ip, player, change) => api => api.EndAssigningAsync(ip.Id, NumberOf(Named(player, change.Body))),
    };

    public static Kind Token { get; } = new(
        "/v2/tokens", "token",
        turn => Post("/v2/tokens", new() { ["name"] = turn.NewName(), ["scopes"] = new JsonArray(turn.OneOf(["*", "*:read", "account:read", "tag:delete"])) }),
        (_, token) => UseOf(token))
    { ComesByItself = token => token["name"]!.ToString() == "test", Use = UseOf };

    public static Kind Droplet { get; } = new(
        "/v2/droplets", "droplet",
        turn => Post("/v2/droplets", With(
            new() { ["name"] = turn.NewName(), ["region"] = "nyc3", ["size"] = "s-1vcpu-512mb-10gb", ["image"] = turn.Once(3) ? turn.Name(Image) : "debian-12-x64" },
            turn.Once(4) ? ("vpc_uuid", turn.Name(Vpc)) : null,
            turn.Once(4) ? ("ssh_keys", new JsonArray(turn.Name(Key))) : null,
            turn.Once(4) ? ("volumes", new JsonArray(turn.Name(Volume))) : null)),
        (turn, droplet) => Post($"{droplet.Path}/actions", turn.Once(5)
            ? new() { ["type"] = "rebuild", ["image"] = turn.Name(Image) }
            : With(
                new() { ["type"] = turn.OneOf(Actions) }, ("name", turn.NewName()), ("size", "s-1vcpu-1gb"), turn.Once(2) ? ("image", "ubuntu-22-04-x64") : null)))
    {
        UnknownId = Number,
        Views = ["", "/actions", "/backups", "/backups/policy", "/destroy_with_associated_resources", "/disk", "/firewalls", "/kernels", "/neighbors", "/snapshots"],
        Birth = (droplet, _, _) => api => api.EndEventsAsync(long.Parse(droplet.Id), d => d.PowerOn()),
        End = (droplet, _, _) => api => api.EndEventsAsync(long.Parse(droplet.Id)),
    };

    /// <summary>Those that others name first.</summary>
    public static IReadOnlyList<Kind> All { get; } = [Key, Tag, Vpc, Webhook, Token, Image, Volume, VolumeSnapshot, ReservedIp, Droplet];

    private static IReadOnlyList<string> Actions =>
        ["power_off", "power_on", "shutdown", "reboot", "power_cycle", "rename", "rebuild", "resize", "snapshot", "enable_backups", "disable_backups", "enable_ipv6", "password_reset"];

    /// <summary>What any token that is there is known for; whether it may is another matter.</summary>
    private static Ask UseOf(Thing token) => new(HttpMethod.Get, "/v2/account", Token: token.Secret ?? "nobody's");

    /// <summary>An attaching or a detaching locks the droplet, too.</summary>
    private static async Task EndVolumeAsync(TestApi api, Thing volume, Player player, Ask change)
    {
        var droplet = Named(player, change.Body);
        var type = change.Body?["type"]?.ToString();
        await api.EndVolumeEventsAsync(volume.Id, v =>
        {
            if (type == "detach")
            {
                v.Detach();
            }
            else if (type == "attach" && droplet is not null)
            {
                v.AttachTo(new DropletId(long.Parse(droplet.Id)));
            }
        });
        if (droplet is not null)
        {
            await api.EndEventsAsync(long.Parse(droplet.Id));
        }
    }

    /// <summary>The droplet of the player's that is named as <c>droplet_id</c>, unless it is gone meanwhile.</summary>
    private static Thing? Named(Player player, JsonNode? said) => player.Alive(Droplet).FirstOrDefault(d => d.Id == said?["droplet_id"]?.ToString());

    private static long? NumberOf(Thing? droplet) => droplet is null ? null : long.Parse(droplet.Id);

    private static Ask Post(string path, JsonObject body) => new(HttpMethod.Post, path, body);

    private static string Number(Random dice) => $"{dice.NextInt64(1L << 40, 1L << 41)}";

    private static JsonObject With(JsonObject body, params (string Name, JsonNode Value)?[] more)
    {
        foreach (var member in more)
        {
            if (member is { } one)
            {
                body[one.Name] = one.Value;
            }
        }

        return body;
    }
}

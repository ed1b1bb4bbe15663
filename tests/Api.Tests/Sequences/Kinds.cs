using System.Text.Json.Nodes;
using CloudControl.Api.Tests.Droplets;
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
        Birth = volume => api => api.EndVolumeEventsAsync(volume.Id, v => v.BecomeReady(TimeProvider.System.GetUtcNow())),
    };

    public static Kind VolumeSnapshot { get; } = new(
        "/v2/snapshots", "snapshot",
        turn => Post($"/v2/volumes/{turn.Name(Volume)}/snapshots", new() { ["name"] = turn.NewName() }),
        (turn, snapshot) => new(HttpMethod.Get, $"/v2/volumes{snapshot.Path["/v2".Length..]}"));

    public static Kind Droplet { get; } = new(
        "/v2/droplets", "droplet",
        turn => Post("/v2/droplets", With(
            new() { ["name"] = turn.NewName(), ["region"] = "nyc3", ["size"] = "s-1vcpu-512mb-10gb", ["image"] = "debian-12-x64" },
            turn.Once(4) ? ("vpc_uuid", turn.Name(Vpc)) : null,
            turn.Once(4) ? ("ssh_keys", new JsonArray(turn.Name(Key))) : null,
            turn.Once(4) ? ("volumes", new JsonArray(turn.Name(Volume))) : null)),
        (turn, droplet) => Post($"{droplet.Path}/actions", With(
            new() { ["type"] = turn.OneOf(Actions) }, ("name", turn.NewName()), ("size", "s-1vcpu-1gb"), turn.Once(2) ? ("image", "ubuntu-22-04-x64") : null)))
    {
        UnknownId = Number,
        Views = ["", "/actions", "/backups", "/backups/policy", "/destroy_with_associated_resources", "/disk", "/firewalls", "/kernels", "/neighbors", "/snapshots"],
        Birth = droplet => api => api.EndEventsAsync(long.Parse(droplet.Id), d => d.PowerOn()),
    };

    /// <summary>Those that others name first.</summary>
    public static IReadOnlyList<Kind> All { get; } = [Key, Tag, Vpc, Webhook, Volume, VolumeSnapshot, Droplet];

    private static IReadOnlyList<string> Actions =>
        ["power_off", "power_on", "shutdown", "reboot", "power_cycle", "rename", "rebuild", "resize", "snapshot", "enable_backups", "disable_backups", "enable_ipv6", "password_reset"];

    /// <summary>What a worker does about a change that was accepted.</summary>
    public static Func<TestApi, Task> EndOf(Thing thing, Ask change, Player player) => thing.Kind == Droplet
        ? api => api.EndEventsAsync(long.Parse(thing.Id))
        : async api =>
        {
            var droplet = player.Alive(Droplet).FirstOrDefault(d => d.Id == change.Body?["droplet_id"]?.ToString());
            var type = change.Body?["type"]?.ToString();
            await api.EndVolumeEventsAsync(thing.Id, volume =>
            {
                if (type == "detach")
                {
                    volume.Detach();
                }
                else if (type == "attach" && droplet is not null)
                {
                    volume.AttachTo(new DropletId(long.Parse(droplet.Id)));
                }
            });
            if (droplet is not null)
            {
                await api.EndEventsAsync(long.Parse(droplet.Id));
            }
        };

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

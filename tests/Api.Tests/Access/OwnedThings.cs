using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Tests.AccountTransfers;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Api.Tests.Images;
using CloudControl.Api.Tests.ReservedIps;
using CloudControl.Api.Tests.SshKeys;
using CloudControl.Api.Tests.Volumes;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Images;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Access;

/// <summary>
/// One of everything an account can own, made when first asked for. A route's parameter is found here by its name and the route it is in;
/// a name nobody knows fails the test that asks: whoever adds a route adds what it is about.
/// </summary>
internal sealed class OwnedThings(TestApi api)
{
    /// <summary>In the name of everything that has one: it must never be in an answer to anybody else.</summary>
    public const string Mark = "only-the-owner-sees-this";

    private static readonly DateTimeOffset Now = new(2030, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, string> made = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>What the owner has for a parameter of a route.</summary>
    public async Task<string> ValueAsync(string path, string parameter)
    {
        var kind = KindOf(path, parameter);
        return made.TryGetValue(kind, out var value) ? value : made[kind] = await MakeAsync(kind);
    }

    /// <summary>What nobody has.</summary>
    public static string Missing(string path, string parameter) => KindOf(path, parameter) switch
    {
        "volume" or "snapshot" or "vpc" or "webhook" or "delivery" or "receipt" or "run" or "token" or "account" => Guid.NewGuid().ToString(),
        "tag" or "volume name" or "host" => $"none-{Guid.NewGuid():n}",
        "reserved ip" => "203.0.113.77",
        "call" => "power_off",
        _ => "999999999",
    };

    /// <summary>Makes everything anew that is asked for from now on: what a delete took away is not there for the next.</summary>
    public void Forget() => made.Clear();

    private static string KindOf(string path, string parameter) => (parameter, path.Split('/').SkipWhile(part => part is "" or "v1" or "v2").First()) switch
    {
        ("dropletId", _) when path.EndsWith("/status", StringComparison.Ordinal) || path.EndsWith("/retry", StringComparison.Ordinal) => "destroyed droplet",
        ("dropletId", _) => "droplet",
        ("actionId", "actions" or "droplets") or ("eventId", _) => "action",
        ("actionId", "images") => "image action",
        ("actionId", "volumes") => "volume action",
        ("actionId", "reserved_ips" or "floating_ips") => "reserved ip action",
        ("reservedIp", _) => "reserved ip",
        ("keyId", _) => "key",
        ("imageId", _) when IsAnswerToOffer(path) => "image of another",
        ("transferId", _) when IsAnswerToOffer(path) => "offer of another",
        ("imageId", _) when path.EndsWith("/cancel", StringComparison.Ordinal) => "image on offer",
        ("transferId", _) => "offer",
        ("recipient", _) => "account",
        ("imageId", _) => "image",
        ("snapshotId", _) => "snapshot",
        ("tagName", _) => "tag",
        ("volumeId", _) => "volume",
        ("volumeName", _) => "volume name",
        ("vpcId", _) => "vpc",
        ("deliveryId", _) => "delivery",
        ("tokenId", _) => "token",
        ("name", "hosts") => "host",
        ("call", _) => "call",
        ("id", "webhooks") => "webhook",
        ("id", "scrub_receipts") => "receipt",
        ("id", "runs") => "run",
        ("id", "tokens") => "token",
        ("id", "accounts") => "account",
        _ => throw new InvalidOperationException($"{path}: what an owner has for {parameter} is not told in {nameof(OwnedThings)}"),
    };

    private static bool IsAnswerToOffer(string path) =>
        path.EndsWith("/account_transfer/accept", StringComparison.Ordinal) || path.EndsWith("/account_transfer/decline", StringComparison.Ordinal);

    private async Task<string> MakeAsync(string kind)
    {
        var name = $"{Mark}-{Guid.NewGuid():n}";
        return kind switch
        {
            "droplet" => $"{await api.ActiveDropletAsync(name)}",
            "destroyed droplet" => await DestroyAsync(await api.ActiveDropletAsync(name)),
            "action" => $"{(await FirstAsync($"/v2/droplets/{await ValueAsync("/v2/droplets", "dropletId")}/actions", "actions"))["id"]}",
            "image" => $"{await api.SnapshotAsync(await api.ActiveDropletAsync(name), name, ImageKind.Backup)}",
            "image on offer" => $"{await api.SnapshotAsync(await api.ActiveDropletAsync(name), name)}",
            "offer" => $"{await api.OfferAsync(long.Parse(await ValueAsync("/cancel", "imageId"), CultureInfo.InvariantCulture), TransferClients.ByEmail)}",
            "image of another" => await GiveAwayAsync(await api.SnapshotAsync(await api.ActiveDropletAsync(name), name)),
            "offer of another" => await StoreOfferAsync(await ValueAsync("/account_transfer/accept", "imageId")),
            "image action" => await PostAsync($"/v2/images/{await ValueAsync("/v2/images", "imageId")}/actions", """{"type": "convert"}""", "action"),
            "volume" => await api.ReadyVolumeAsync(name),
            "volume name" => (await GetAsync($"/v2/volumes/{await ValueAsync("/v2/volumes", "volumeId")}", "volume"))["name"]!.GetValue<string>(),
            "volume action" => await ResizeAsync(await ValueAsync("/v2/volumes", "volumeId")),
            "snapshot" => await PostAsync($"/v2/volumes/{await api.ReadyVolumeAsync(name)}/snapshots", $$"""{"name": "{{name}}"}""", "snapshot"),
            "reserved ip" => await ReserveAsync(),
            "reserved ip action" => await PostAsync(
                $"/v2/reserved_ips/{await ValueAsync("/v2/reserved_ips", "reservedIp")}/actions",
                $$"""{"type": "assign", "droplet_id": {{await ValueAsync("/v2/droplets", "dropletId")}}}""", "action"),
            "key" => await PostAsync("/v2/account/keys", $$"""{"name": "{{name}}", "public_key": "{{PublicKeys.New()}}"}""", "ssh_key"),
            "tag" => await PostAsync("/v2/tags", $$"""{"name": "{{name}}"}""", "tag", "name"),
            "vpc" => await PostAsync("/v2/vpcs", $$"""{"name": "{{name}}", "region": "nyc3"}""", "vpc"),
            "webhook" => await PostAsync("/v2/webhooks", $$"""{"url": "https://93.184.215.14/{{name}}"}""", "webhook"),
            "delivery" => await PostAsync($"/v2/webhooks/{await ValueAsync("/v2/webhooks", "id")}/test", "", "delivery"),
            "token" => await PostAsync("/v2/tokens", $$"""{"name": "{{name}}", "scopes": ["tag:read"]}""", "token"),
            "receipt" => await StoreReceiptAsync(),
            "run" => await FindRunAsync(),
            "host" => await StoreHostAsync(name),
            "account" => api.Account.Id.ToString(),
            "call" => "power_off",
            _ => throw new InvalidOperationException($"nobody knows how to make a {kind}"),
        };
    }

    private async Task<JsonNode> GetAsync(string path, string member) => (await api.Client.Get(path).ShouldBeAsync(HttpStatusCode.OK))[member]!;

    private async Task<JsonNode> FirstAsync(string path, string list) => (await GetAsync(path, list))[0]!;

    private async Task<string> PostAsync(string path, string json, string member, string id = "id")
    {
        using var answer = await api.Client.Post(path, json);
        var body = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {body}");
        return JsonNode.Parse(body)![member]![id]!.ToString();
    }

    /// <summary>An account has a few at a time: those of before are given back.</summary>
    private async Task<string> ReserveAsync()
    {
        await api.ReleaseAllAsync();
        return await api.ReserveAsync();
    }

    private async Task<string> DestroyAsync(long droplet)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/v2/droplets/{droplet}/destroy_with_associated_resources/dangerous");
        request.Headers.Add("X-Dangerous", "true");
        await api.Client.SendAsync(request, Ct).ShouldBeAsync(HttpStatusCode.Accepted);
        return $"{droplet}";
    }

    private async Task<string> ResizeAsync(string volume)
    {
        var action = await PostAsync($"/v2/volumes/{volume}/actions", """{"type": "resize", "size_gigabytes": 2, "region": "nyc3"}""", "action");
        await api.EndVolumeEventsAsync(volume);
        return action;
    }

    /// <summary>Makes the image another account's.</summary>
    private async Task<string> GiveAwayAsync(long image)
    {
        var other = Account.Open("generous", $"{Guid.NewGuid():n}@example.com", Now);
        await api.OpenAccountAsync(other);
        await using var db = api.OpenDb();
        await db.Database.ExecuteSqlAsync($"update images set account_id = {other.Id.Value} where id = {image}", Ct);
        await db.Database.ExecuteSqlAsync($"update volumes set account_id = {other.Id.Value} where image_id = {image}", Ct);
        return $"{image}";
    }

    private async Task<string> StoreOfferAsync(string imageId)
    {
        await using var db = api.OpenDb();
        var image = await db.Images.SingleAsync(i => i.Id == new ImageId(long.Parse(imageId, CultureInfo.InvariantCulture)), Ct);
        var id = await db.AccountTransfers.CountAsync(Ct) + 1;
        db.Add(AccountTransfer.Offer(new AccountTransferId(id), image, image.AccountId!.Value, null, api.Account.Id, TimeProvider.System.GetUtcNow()));
        await db.SaveChangesAsync(Ct);
        return $"{id}";
    }

    private async Task<string> StoreReceiptAsync()
    {
        var host = Host.Register("nyc3-09", "nyc3", ByteSize.FromMiB(4), 64 * 1024, totalExtents: 4, Now);
        var volume = Volume.Order(VolumeId.New(), api.Account.Id, new DropletId(7), host, ByteSize.FromMiB(12), Now);
        var scrub = ScrubRecord.OfDeclined(new ScrubDeclined(volume.Id, Guid.NewGuid(), Now), volume, new ActionId(9), Now);
        await using var db = api.OpenDb();
        db.Add(scrub);
        await db.SaveChangesAsync(Ct);
        return scrub.Id.ToString();
    }

    private async Task<string> StoreHostAsync(string name)
    {
        await api.EnsureHostAsync(name);
        return name;
    }

    private async Task<string> FindRunAsync()
    {
        await ValueAsync("/v2/droplets", "dropletId");
        await using var db = api.OpenDb();
        return (await db.Runs.AsNoTracking().OrderBy(r => r.CreatedAt).FirstAsync(Ct)).Id.Value.ToString();
    }
}

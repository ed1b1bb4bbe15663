using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Api.Tests.Images;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Images;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.AccountTransfers;

public sealed class AccountTransferTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Invalid = "unprocessable_entity";

    [Fact]
    public async Task An_image_that_is_accepted_is_the_other_accounts_and_no_longer_the_senders()
    {
        var droplet = await api.ActiveDropletAsync();
        var image = await api.SnapshotAsync(droplet);
        await api.Client.Post("/v2/tags", """{"name": "mine"}""").ShouldBeAsync(HttpStatusCode.Created);
        await api.Client.Post("/v2/tags/mine/resources", $$"""{"resources": [{"resource_id": "{{image}}", "resource_type": "image"}]}""").ShouldBeAsync(HttpStatusCode.NoContent);
        var transfer = await api.OfferAsync(image, TransferClients.ByEmail);
        await api.Stranger.Get($"/v2/images/{image}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");

        await api.AcceptAsync(image, transfer).ShouldBeAsync(HttpStatusCode.Created);

        await api.Client.Get($"/v2/images/{image}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Delete($"/v2/images/{image}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        var theirs = (await api.Stranger.Get($"/v2/images/{image}").ShouldBeAsync(HttpStatusCode.OK))["image"]!;
        Assert.Equal("snapshot", Text(theirs, "type"));
        Assert.Empty(theirs["tags"]!.AsArray());
        Assert.Equal("", Text((await api.Stranger.Get($"/v2/snapshots/{image}").ShouldBeAsync(HttpStatusCode.OK))["snapshot"]!, "resource_id"));
        Assert.Empty((await api.Client.Get($"/v2/droplets/{droplet}").ShouldBeAsync(HttpStatusCode.OK))["droplet"]!["snapshot_ids"]!.AsArray());
        var stranger = new AccountId(Guid.Parse(await TransferClients.UuidAsync(api.Stranger)));
        Assert.All(await api.VolumesOfImageAsync(image), volume => Assert.Equal(stranger, volume.AccountId));
        await api.AcceptAsync(image, transfer).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task The_recipient_makes_a_droplet_from_it_and_deletes_it()
    {
        var image = await api.SnapshotAsync(await api.ActiveDropletAsync());
        await api.AcceptAsync(image, await api.OfferAsync(image, TransferClients.ByEmail)).ShouldBeAsync(HttpStatusCode.Created);

        var order = $$"""{"name": "theirs", "region": "nyc3", "size": "s-1vcpu-512mb-10gb", "image": {{image}}}""";
        await api.Client.Post("/v2/droplets", order).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid);
        await api.Stranger.Post("/v2/droplets", order).ShouldBeAsync(HttpStatusCode.Accepted);
        await api.Stranger.Delete($"/v2/images/{image}").ShouldBeAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task What_the_recipient_calls_it_the_sender_does_not_learn()
    {
        var image = await api.SnapshotAsync(await api.ActiveDropletAsync(), "as it was");
        var order = DropletClients.Order("made-from-it").Replace("\"debian-12-x64\"", $"{image}", StringComparison.Ordinal);
        var made = (await api.Client.Post("/v2/droplets", order).ShouldBeAsync(HttpStatusCode.Accepted))["droplet"]!["id"]!.GetValue<long>();
        var transfer = await api.OfferAsync(image, TransferClients.ByEmail);
        await api.AcceptAsync(image, transfer).ShouldBeAsync(HttpStatusCode.Created);
        await api.Stranger.Put($"/v2/images/{image}", """{"name": "a secret", "description": "a secret"}""").ShouldBeAsync(HttpStatusCode.OK);

        var seen = (await api.Client.Get($"/v2/droplets/{made}").ShouldBeAsync(HttpStatusCode.OK))["droplet"]!["image"]!;

        Assert.Equal((image, "", "", "deleted"), (seen["id"]!.GetValue<long>(), Text(seen, "name"), Text(seen, "description"), Text(seen, "status")));
        Assert.Null((await TransferAsync(api.Client, transfer))["image_name"]);
        Assert.Equal("a secret", Text(await TransferAsync(api.Stranger, transfer), "image_name"));
    }

    [Fact]
    public async Task A_droplet_is_rebuilt_from_its_image_also_when_that_was_given_away()
    {
        var image = await api.SnapshotAsync(await api.ActiveDropletAsync());
        var order = DropletClients.Order("rebuilt").Replace("\"debian-12-x64\"", $"{image}", StringComparison.Ordinal);
        var made = (await api.Client.Post("/v2/droplets", order).ShouldBeAsync(HttpStatusCode.Accepted))["droplet"]!["id"]!.GetValue<long>();
        await api.EndEventsAsync(made, droplet => droplet.PowerOn());
        await api.AcceptAsync(image, await api.OfferAsync(image, TransferClients.ByEmail)).ShouldBeAsync(HttpStatusCode.Created);

        await api.Client.Post($"/v2/droplets/{made}/actions", """{"type": "rebuild"}""").ShouldBeAsync(HttpStatusCode.Created);

        await using var db = api.OpenDb();
        DropletId? id = new DropletId(made);
        var source = Assert.Single(await api.VolumesOfImageAsync(image));
        Assert.Equal(source.Id, (await db.Volumes.Where(v => v.DropletId == id).OrderByDescending(v => v.CreatedAt).FirstAsync()).SourceVolumeId);
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("decline")]
    public async Task One_that_is_not_accepted_stays_where_it_is(string answer)
    {
        var image = await api.SnapshotAsync(await api.ActiveDropletAsync());
        var transfer = await api.OfferAsync(image, $$"""{"recipient_uuid": "{{await TransferClients.UuidAsync(api.Stranger)}}"}""");
        var (may, mayNot) = answer == "cancel" ? (api.Client, api.Stranger) : (api.Stranger, api.Client);

        await api.AnswerAsync(mayNot, image, transfer, answer).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.AnswerAsync(may, image, transfer, answer).ShouldBeAsync(HttpStatusCode.NoContent);

        await api.AnswerAsync(may, image, transfer, answer).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.AcceptAsync(image, transfer).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Get($"/v2/images/{image}").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal(answer == "cancel" ? "canceled" : "declined", Text(await TransferAsync(api.Client, transfer), "status"));
    }

    [Fact]
    public async Task Both_sides_see_the_offer_and_nobody_else_does()
    {
        var image = await api.SnapshotAsync(await api.ActiveDropletAsync(), "on offer");
        var transfer = await api.OfferAsync(image, TransferClients.ByEmail);

        var (sent, received) = (await TransferAsync(api.Client, transfer), await TransferAsync(api.Stranger, transfer));
        Assert.Equal((false, true), (sent["incoming"]!.GetValue<bool>(), received["incoming"]!.GetValue<bool>()));
        Assert.Equal(("on offer", "tenant", "pending"), (Text(received, "image_name"), Text(received, "sender"), Text(received, "status")));
        var third = await ThirdAsync("looks on");
        Assert.Empty(await third.TransfersAsync());
        foreach (var answer in new[] { "cancel", "decline" })
        {
            await api.AnswerAsync(third, image, transfer, answer).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        }

        await third.Post($"/v2/images/{image}/account_transfer/accept", $$"""{"transfer_id": {{transfer}}, "recipient_uuid": "{{await TransferClients.UuidAsync(third)}}"}""")
            .ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Delete($"/v2/images/{image}").ShouldBeAsync(HttpStatusCode.NoContent);
        await api.AcceptAsync(image, transfer).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        Assert.Equal("canceled", Text(await TransferAsync(api.Stranger, transfer), "status"));
    }

    [Fact]
    public async Task An_offer_lapses_and_can_be_made_again()
    {
        var image = await api.SnapshotAsync(await api.ActiveDropletAsync());
        var transfer = await api.OfferAsync(image, TransferClients.ByEmail);
        await api.Client.Post($"/v2/images/{image}/account_transfer", TransferClients.ByEmail)
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid, "Image already has a pending account transfer.");
        await using (var db = api.OpenDb())
        {
            var longAgo = TimeProvider.System.GetUtcNow() - AccountTransfer.Lifetime;
            await db.AccountTransfers.Where(t => t.Id == new AccountTransferId(transfer))
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.OfferedAt, longAgo), TestContext.Current.CancellationToken);
        }

        await api.AcceptAsync(image, transfer).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        Assert.Equal("expired", Text(await TransferAsync(api.Client, transfer), "status"));
        await api.AcceptAsync(image, await api.OfferAsync(image, TransferClients.ByEmail)).ShouldBeAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_cannot_be_offered_or_accepted_is_refused()
    {
        var droplet = await api.ActiveDropletAsync();
        var (image, backup) = (await api.SnapshotAsync(droplet), await api.SnapshotAsync(droplet, "backup", ImageKind.Backup));
        var own = await TransferClients.UuidAsync(api.Client);
        foreach (var body in new[]
        {
            "{}", """{"recipient_email": ""}""", """{"recipient_email": "nobody"}""", """{"recipient_uuid": "nobody"}""",
            """{"recipient_email": "tenant@example.com"}""", $$"""{"recipient_uuid": "{{own}}"}""", $$"""{"recipient_email": "a@b.example", "recipient_uuid": "{{own}}"}""",
        })
        {
            await api.Client.Post($"/v2/images/{image}/account_transfer", body).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid);
        }

        await api.Client.Post($"/v2/images/{backup}/account_transfer", TransferClients.ByEmail).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid);
        await api.Stranger.Post($"/v2/images/{image}/account_transfer", TransferClients.ByEmail).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        var transfer = await api.OfferAsync(image, TransferClients.ByEmail);
        await api.Stranger.Post($"/v2/images/{image}/account_transfer/accept", $$"""{"transfer_id": {{transfer}}, "recipient_uuid": "{{own}}"}""").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.AcceptAsync(image, transfer + 1000).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");

        await api.EnsureHostAsync("ams3-01", "ams3");
        await api.Client.Post($"/v2/images/{image}/actions", """{"type": "transfer", "region": "ams3"}""").ShouldBeAsync(HttpStatusCode.Created);
        await api.AcceptAsync(image, transfer).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, Invalid, "Image already has a pending event.");
    }

    [Fact]
    public async Task An_offer_does_not_tell_whether_there_is_such_an_account()
    {
        var image = await api.SnapshotAsync(await api.ActiveDropletAsync());
        var transfer = await api.OfferAsync(image, """{"recipient_email": "comes.later@example.com"}""");

        var later = await ThirdAsync("comes.later");

        Assert.Equal(transfer, Assert.Single(await later.TransfersAsync())["transfer_id"]!.GetValue<long>());
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();

    private static async Task<JsonNode> TransferAsync(HttpClient client, long transfer) =>
        (await client.TransfersAsync()).Single(listed => listed["transfer_id"]!.GetValue<long>() == transfer);

    private async Task<HttpClient> ThirdAsync(string name) =>
        api.ClientFor(await api.OpenAccountAsync(Account.Open(name, $"{name.Replace(' ', '.')}@example.com", TimeProvider.System.GetUtcNow())));
}

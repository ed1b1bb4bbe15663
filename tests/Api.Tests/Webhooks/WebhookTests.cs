using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Secrets;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Webhooks;

public sealed class WebhookTests(TestApi api) : IClassFixture<TestApi>
{
    /// <summary>A public address: no name needs to be looked up, and nobody is sent anything, since no worker runs.</summary>
    private const string Url = "https://93.184.215.14/hook";

    [Fact]
    public async Task A_new_webhook_shows_its_secret_once_and_never_again()
    {
        var made = await CreateAsync("""{"url":"https://93.184.215.14/hook","event_types":["scrub.completed","scrub.completed"]}""");

        Assert.StartsWith("whsec_", Text(made["secret"]), StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(Text(made["secret"])!["whsec_".Length..]).Length);
        Assert.Equal(["scrub.completed"], made["event_types"]!.AsArray().Select(Text));
        Assert.True(made["enabled"]!.GetValue<bool>());

        var shown = await api.Client.Get($"/v2/webhooks/{Text(made["id"])}").ShouldBeAsync(HttpStatusCode.OK);
        var listed = await api.Client.Get("/v2/webhooks?per_page=200").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal(Url, Text(shown["webhook"]!["url"]));
        Assert.Null(shown["webhook"]!["secret"]);
        Assert.Contains(listed["webhooks"]!.AsArray(), w => Text(w!["id"]) == Text(made["id"]));
        Assert.All(listed["webhooks"]!.AsArray(), w => Assert.Null(w!["secret"]));
    }

    [Fact]
    public async Task With_a_key_file_no_secret_lies_open_in_the_database()
    {
        var keyFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(keyFile, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), TestContext.Current.CancellationToken);
        try
        {
            using var client = api.ClientWith((SecretSeal.Setting, keyFile));
            var made = (await client.Post("/v2/webhooks", """{"url":"https://93.184.215.14/hook"}""").ShouldBeAsync(HttpStatusCode.Created))["webhook"]!;
            var rotated = (await client.Post($"/v2/webhooks/{Text(made["id"])}/rotate_secret", "").ShouldBeAsync(HttpStatusCode.OK))["webhook"]!;

            await using var db = api.OpenDb();
            var id = new WebhookId(Guid.Parse(Text(made["id"])!));
            var stored = await db.Webhooks.SingleAsync(w => w.Id == id, TestContext.Current.CancellationToken);
            Assert.All([stored.Secret, stored.FormerSecret!], secret => Assert.StartsWith("sealed:", secret, StringComparison.Ordinal));
            var seal = SecretSeal.Of(keyFile);
            Assert.Equal((Text(rotated["secret"]), Text(made["secret"])), (seal.Open(stored.Secret, id), seal.Open(stored.FormerSecret!, id)));
        }
        finally
        {
            File.Delete(keyFile);
        }
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"url":""}""")]
    [InlineData("""{"url":"nowhere"}""")]
    [InlineData("""{"url":"ftp://93.184.215.14/"}""")]
    [InlineData("""{"url":"https://user:secret@93.184.215.14/"}""")]
    [InlineData("""{"url":"http://127.0.0.1:5432/"}""")]
    [InlineData("""{"url":"http://2130706433/"}""")]
    [InlineData("""{"url":"http://[::ffff:10.0.0.1]/"}""")]
    [InlineData("""{"url":"http://169.254.169.254/latest/meta-data/"}""")]
    [InlineData("""{"url":"https://93.184.215.14/hook","event_types":["droplet.exploded"]}""")]
    [InlineData("""{"url":"https://93.184.215.14/hook","event_types":[null]}""")]
    public async Task A_receiver_or_a_type_that_will_not_do_is_refused(string body) =>
        await api.Client.Post("/v2/webhooks", body).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");

    [Fact]
    public async Task An_operator_can_allow_a_range_inside()
    {
        var allowing = api.ClientWith(("Webhooks:AllowedRanges", "10.1.0.0/16, 10.2.0.0/16"));

        await allowing.Post("/v2/webhooks", """{"url":"http://10.2.3.4/"}""").ShouldBeAsync(HttpStatusCode.Created);
        await allowing.Post("/v2/webhooks", """{"url":"http://10.3.3.4/"}""").ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task What_a_change_does_not_name_stays_as_it_was()
    {
        var id = Text((await CreateAsync("""{"url":"https://93.184.215.14/hook","event_types":["scrub.completed"]}"""))["id"]);

        var off = await PatchAsync(id, """{"enabled":false}""");
        Assert.Equal((Url, false, 1), (Text(off["url"]), off["enabled"]!.GetValue<bool>(), off["event_types"]!.AsArray().Count));

        var elsewhere = await PatchAsync(id, """{"url":"https://93.184.215.14/other","event_types":[],"enabled":true}""");
        Assert.Equal(("https://93.184.215.14/other", true, 0),
            (Text(elsewhere["url"]), elsewhere["enabled"]!.GetValue<bool>(), elsewhere["event_types"]!.AsArray().Count));

        await api.Client.Send(HttpMethod.Patch, $"/v2/webhooks/{id}", """{"url":"http://127.0.0.1/"}""")
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
    }

    [Fact]
    public async Task A_deleted_webhook_is_gone()
    {
        var id = Text((await CreateAsync())["id"]);

        await api.Client.Delete($"/v2/webhooks/{id}").ShouldBeAsync(HttpStatusCode.NoContent);

        await api.Client.Get($"/v2/webhooks/{id}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Delete($"/v2/webhooks/{id}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Nothing_of_a_webhook_is_there_for_a_stranger()
    {
        var id = Text((await CreateAsync())["id"]);
        var delivery = Text((await api.Client.Post($"/v2/webhooks/{id}/test", "").ShouldBeAsync(HttpStatusCode.Accepted))["delivery"]!["id"]);

        foreach (var (method, path, body) in new[]
        {
            (HttpMethod.Get, $"/v2/webhooks/{id}", null), (HttpMethod.Patch, $"/v2/webhooks/{id}", """{"enabled":false}"""),
            (HttpMethod.Delete, $"/v2/webhooks/{id}", null), (HttpMethod.Post, $"/v2/webhooks/{id}/test", null),
            (HttpMethod.Post, $"/v2/webhooks/{id}/rotate_secret", null), (HttpMethod.Get, $"/v2/webhooks/{id}/deliveries", null),
            (HttpMethod.Post, $"/v2/webhooks/{id}/deliveries/{delivery}/redeliver", (string?)null),
        })
        {
            await api.Stranger.Send(method, path, body).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        }

        var theirs = await api.Stranger.Get("/v2/webhooks").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal(0, theirs["meta"]!["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_rotation_answers_with_the_new_secret_and_says_until_when_the_former_one_signs()
    {
        var made = await CreateAsync();

        var rotated = (await api.Client.Post($"/v2/webhooks/{Text(made["id"])}/rotate_secret", "").ShouldBeAsync(HttpStatusCode.OK))["webhook"]!;

        Assert.StartsWith("whsec_", Text(rotated["secret"]), StringComparison.Ordinal);
        Assert.NotEqual(Text(made["secret"]), Text(rotated["secret"]));
        Assert.InRange(rotated["former_secret_until"]!.GetValue<DateTimeOffset>() - DateTimeOffset.UtcNow, TimeSpan.FromHours(23), TimeSpan.FromHours(24));
    }

    [Fact]
    public async Task A_test_is_listed_among_the_deliveries_newest_first_and_can_be_sent_again()
    {
        var id = Text((await CreateAsync("""{"url":"https://93.184.215.14/hook","event_types":["scrub.completed"]}"""))["id"]);
        await api.Client.Post($"/v2/webhooks/{id}/test", "").ShouldBeAsync(HttpStatusCode.Accepted);
        var second = (await api.Client.Post($"/v2/webhooks/{id}/test", "").ShouldBeAsync(HttpStatusCode.Accepted))["delivery"]!;
        await using (var db = api.OpenDb())
        {
            var arrived = await db.WebhookDeliveries.SingleAsync(d => d.Id == Guid.Parse(Text(second["id"])!), TestContext.Current.CancellationToken);
            arrived.Deliver(204, DateTimeOffset.UtcNow);
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var listed = await api.Client.Get($"/v2/webhooks/{id}/deliveries?per_page=1").ShouldBeAsync(HttpStatusCode.OK);
        var newest = Assert.Single(listed["deliveries"]!.AsArray())!;
        Assert.Equal(2, listed["meta"]!["total"]!.GetValue<int>());
        Assert.Equal(("delivered", 204, "webhook.test", 1),
            (Text(newest["status"]), newest["last_status_code"]!.GetValue<int>(), Text(newest["event_type"]), newest["attempts"]!.GetValue<int>()));

        var again = await api.Client.Post($"/v2/webhooks/{id}/deliveries/{Text(newest["id"])}/redeliver", "").ShouldBeAsync(HttpStatusCode.Accepted);
        Assert.Equal(("pending", Text(newest["event_id"])), (Text(again["delivery"]!["status"]), Text(again["delivery"]!["event_id"])));
        Assert.Null(again["delivery"]!["ended_at"]);
    }

    [Fact]
    public async Task A_disabled_webhook_is_sent_nothing_not_even_a_test()
    {
        var id = Text((await CreateAsync())["id"]);
        await PatchAsync(id, """{"enabled":false}""");

        await api.Client.Post($"/v2/webhooks/{id}/test", "").ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");
    }

    [Fact]
    public async Task A_webhook_we_disabled_says_why_and_since_when_and_its_owner_can_enable_it_again()
    {
        var id = Text((await CreateAsync())["id"]);
        var failed = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
        await using (var db = api.OpenDb())
        {
            var webhook = await db.Webhooks.SingleAsync(w => w.Id == new WebhookId(Guid.Parse(id!)), TestContext.Current.CancellationToken);
            webhook.Miss(TimeSpan.FromDays(1), leastFailures: 2, failed);
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            Assert.Equal("failing", await StatusAsync(id));
            webhook.Miss(TimeSpan.FromDays(1), leastFailures: 2, failed.AddDays(1));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var disabled = (await api.Client.Get($"/v2/webhooks/{id}").ShouldBeAsync(HttpStatusCode.OK))["webhook"]!;
        Assert.Equal(("disabled", "every attempt has failed since 2030-01-01T12:00:00Z", failed.AddDays(1), failed),
            (Text(disabled["status"]), Text(disabled["disabled_reason"]), disabled["disabled_at"]!.GetValue<DateTimeOffset>(),
                disabled["failing_since"]!.GetValue<DateTimeOffset>()));

        var enabled = await PatchAsync(id, """{"enabled":true}""");
        Assert.Equal("enabled", Text(enabled["status"]));
        Assert.All(["disabled_reason", "disabled_at", "failing_since"], name => Assert.Null(enabled[name]));
    }

    [Fact]
    public async Task An_account_has_so_many_webhooks_and_no_more_however_many_are_asked_for_at_once()
    {
        var crowded = Account.Open("crowded", "crowded@example.com", DateTimeOffset.UtcNow);
        var client = api.ClientFor(await api.OpenAccountAsync(crowded));
        await using (var db = api.OpenDb())
        {
            db.AddRange(Enumerable.Range(0, Webhook.MaximumPerAccount - 1).Select(_ => Webhook.Register(crowded.Id, Url, [], DateTimeOffset.UtcNow)));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.Post("/v2/webhooks", $$"""{"url":"{{Url}}"}""")));

        Assert.Equal([201, 422, 422, 422], answers.Select(a => (int)a.StatusCode).Order());
    }

    private async Task<JsonNode> CreateAsync(string? body = null) =>
        (await api.Client.Post("/v2/webhooks", body ?? $$"""{"url":"{{Url}}"}""").ShouldBeAsync(HttpStatusCode.Created))["webhook"]!;

    private async Task<JsonNode> PatchAsync(string? id, string body) =>
        (await api.Client.Send(HttpMethod.Patch, $"/v2/webhooks/{id}", body).ShouldBeAsync(HttpStatusCode.OK))["webhook"]!;

    private async Task<string?> StatusAsync(string? id) =>
        Text((await api.Client.Get($"/v2/webhooks/{id}").ShouldBeAsync(HttpStatusCode.OK))["webhook"]!["status"]);

    private static string? Text(JsonNode? node) => node?.GetValue<string>();
}

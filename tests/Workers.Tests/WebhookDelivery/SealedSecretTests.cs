using System.Globalization;
using System.Security.Cryptography;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Secrets;
using CloudControl.Infrastructure.Webhooks;
using CloudControl.Testing;
using CloudControl.Workers.WebhookDelivery;
using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Workers.Tests.WebhookDelivery;

public sealed class SealedSecretTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_secret_that_lay_open_is_sealed_and_signs_as_before()
    {
        var seal = SealOfAKey();
        await using var receiver = await Receiver.AnsweringAsync(204);
        await using var world = await CreateWorldAsync();
        var webhook = await world.RegisterAsync(receiver.Url);

        await world.StartWorkerAsync(seal: seal);
        await Eventually.TrueAsync(
            async () => (await world.FindAsync(webhook)).Secret.StartsWith(seal.CurrentPrefix!, StringComparison.Ordinal), TimeSpan.FromSeconds(60),
            () => "the secret was not sealed");
        await world.HappenAsync();
        await world.WaitForAsync(webhook, d => d.Status != DeliveryStatus.Pending);

        Assert.True(Verifies(Assert.Single(receiver.All), webhook.Secret));
    }

    [Fact]
    public async Task A_secret_that_does_not_open_is_not_the_receivers_fault()
    {
        await using var receiver = await Receiver.AnsweringAsync(204);
        await using var world = await CreateWorldAsync();
        var webhook = await world.RegisterAsync(receiver.Url, SealOfAKey());
        await world.HappenAsync();
        using var worker = world.NewWorker();     // has no keys
        var claim = Assert.Single(await worker.Services.GetRequiredService<DeliveryQueue>().ClaimAsync([], 1, TestContext.Current.CancellationToken));

        await Assert.ThrowsAsync<CryptographicException>(
            () => worker.Services.GetRequiredService<DeliverWebhook>().RunAsync(claim, TestContext.Current.CancellationToken));

        Assert.Empty(receiver.All);
        Assert.Equal((DeliveryStatus.Pending, 0), ((await world.DeliveryOfAsync(webhook)).Status, (await world.FindAsync(webhook)).FailuresInRow));
    }

    private static SecretSeal SealOfAKey()
    {
        var keyFile = Path.GetTempFileName();
        File.WriteAllText(keyFile, Convert.ToBase64String(new byte[32]));
        var seal = SecretSeal.Of(keyFile);
        File.Delete(keyFile);
        return seal;
    }

    private static bool Verifies(Received message, string secret) => WebhookSignature.Verify(
        message.Id, DateTimeOffset.FromUnixTimeSeconds(long.Parse(message.Timestamp, CultureInfo.InvariantCulture)), message.Body, message.Signature,
        secret);

    private async Task<DeliveryWorld> CreateWorldAsync() =>
        await DeliveryWorld.CreateAsync(await database.CloneAsync(TestContext.Current.CancellationToken));
}

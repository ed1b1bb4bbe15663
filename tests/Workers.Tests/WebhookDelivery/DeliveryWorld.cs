using CloudControl.Domain.Accounts;
using CloudControl.Domain.Events;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Secrets;
using CloudControl.Infrastructure.Webhooks;
using CloudControl.Workers.WebhookDelivery;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Delivery = CloudControl.Domain.Webhooks.WebhookDelivery;

namespace CloudControl.Workers.Tests.WebhookDelivery;

/// <summary>One account with webhooks on a database, and any number of workers that deliver; delays are short.</summary>
public sealed class DeliveryWorld : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly List<IHost> workers = [];
    private readonly IHost outside;

    private readonly WebhookDeliveryOptions options;

    private DeliveryWorld(string connectionString, WebhookDeliveryOptions options)
    {
        (ConnectionString, this.options) = (connectionString, options);
        outside = NewHost(connectionString, services => services);
    }

    private static WebhookDeliveryOptions ShortDelays { get; } = new()
    {
        Receivers = new ReceiverOptions { AllowedRanges = ["127.0.0.0/8"] },
        Delays = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(400)],
        AttemptLimit = TimeSpan.FromSeconds(5),
        Sweep = TimeSpan.FromMilliseconds(50),
    };

    public string ConnectionString { get; }

    private Account Account { get; } = Account.Open("mine", "mine@example.com", DateTimeOffset.UtcNow);

    public static async Task<DeliveryWorld> CreateAsync(string connectionString, Func<WebhookDeliveryOptions, WebhookDeliveryOptions>? change = null)
    {
        var world = new DeliveryWorld(connectionString, change?.Invoke(ShortDelays) ?? ShortDelays);
        await world.InAsync(db => db.Add(world.Account));
        return world;
    }

    /// <summary>A worker that is not started: what it does, the test does with its services.</summary>
    public IHost NewWorker() => NewHost(ConnectionString, services => services.AddWebhookDelivery(options));

    public async Task<IHost> StartWorkerAsync(TimeProvider? clock = null, SecretSeal? seal = null)
    {
        var worker = NewHost(ConnectionString, services =>
            services.AddSingleton(clock ?? TimeProvider.System).AddSingleton(seal ?? SecretSeal.Of(null)).AddWebhookDelivery(options));
        workers.Add(worker);
        await worker.StartAsync(TestContext.Current.CancellationToken);
        return worker;
    }

    public async Task<Webhook> RegisterAsync(string url, SecretSeal? seal = null)
    {
        var webhook = Webhook.Register(Account.Id, url, [], DateTimeOffset.UtcNow);
        webhook.KeepSecretsAs(stored => seal?.Close(stored, webhook.Id) ?? stored);
        await InAsync(db => db.Add(webhook));
        return webhook;
    }

    /// <summary>The webhook as it is now.</summary>
    public async Task<Webhook> FindAsync(Webhook webhook)
    {
        await using var scope = outside.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<CloudControlDb>().Webhooks.AsNoTracking().SingleAsync(w => w.Id == webhook.Id);
    }

    /// <summary>Deletes the webhook as its owner does.</summary>
    /// <returns>How many were deleted.</returns>
    public async Task<int> DeleteAsync(Webhook webhook)
    {
        await using var scope = outside.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<CloudControlDb>().Webhooks.Where(w => w.Id == webhook.Id).ExecuteDeleteAsync();
    }

    /// <summary>Something happens: every webhook is to be told.</summary>
    /// <param name="at">When, by the clock of who writes it down; null for the true time.</param>
    public async Task<CloudEvent> HappenAsync(DateTimeOffset? at = null)
    {
        await using var scope = outside.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CloudControlDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var happened = await EventLog.RecordAsync(
            db, Account.Id, EventTypes.ScrubCompleted, "scrub_receipt", "1", new { Extents = 4 }, at ?? DateTimeOffset.UtcNow, default);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return happened;
    }

    public async Task<Delivery> DeliveryOfAsync(Webhook webhook) => (await DeliveriesOfAsync(webhook)).Single();

    public async Task<IReadOnlyList<Delivery>> DeliveriesOfAsync(Webhook webhook)
    {
        await using var scope = outside.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CloudControlDb>();
        return await db.WebhookDeliveries.AsNoTracking().Where(d => d.WebhookId == webhook.Id).OrderBy(d => d.CreatedAt).ToListAsync();
    }

    /// <summary>Waits until the webhook's only delivery is in a state.</summary>
    public async Task<Delivery> WaitForAsync(Webhook webhook, Func<Delivery, bool> state)
    {
        await Eventually.TrueAsync(
            async () => state(await DeliveryOfAsync(webhook)), Patience, () => "the delivery did not get into the state the test waits for");
        return await DeliveryOfAsync(webhook);
    }

    public async Task InAsync(Action<CloudControlDb> change)
    {
        await using var scope = outside.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CloudControlDb>();
        change(db);
        await db.SaveChangesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in workers)
        {
            await worker.StopAsync();
            worker.Dispose();
        }

        outside.Dispose();
    }

    private static IHost NewHost(string connectionString, Func<IServiceCollection, IServiceCollection> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddPersistence(connectionString);
        add(builder.Services);
        return builder.Build();
    }
}

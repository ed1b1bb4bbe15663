using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Rounds;
using CloudControl.Infrastructure.Secrets;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.WebhookDelivery;

/// <summary>
/// Seals what secrets of webhooks are not sealed with the first key: those from before there was a key file or a new key in it. A former
/// secret that signs nothing any more is sealed like the rest.
/// </summary>
public sealed class SealingSchedule(
    IServiceScopeFactory scopes, SecretSeal seal, TimeProvider clock, ILogger<SealingSchedule> log) : SteadyRounds(Pause, clock)
{
    private const int MaximumInARound = 10_000;

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task RoundAsync(CancellationToken ct)
    {
        if (seal.CurrentPrefix is not { } current)
        {
            log.LogWarning("the secrets of webhooks lie open in the database: {Setting} names no key file", SecretSeal.Setting);
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CloudControlDb>();
        var open = await db.Webhooks.AsNoTracking()
            .Where(w => !w.Secret.StartsWith(current) || (w.FormerSecret != null && !w.FormerSecret.StartsWith(current)))
            .OrderBy(w => w.CreatedAt).Take(MaximumInARound).ToListAsync(ct);
        var count = 0;
        foreach (var webhook in open)
        {
            count += await SealAsync(db, webhook, ct);
        }

        if (count > 0)
        {
            log.LogInformation("the secrets of {Count} webhooks are sealed with the first key of the key file now", count);
        }
    }

    protected override void LogMissed(Exception failure) =>
        log.LogWarning(failure, "sealing the secrets of webhooks; trying again in {Pause}", Pause);

    /// <summary>Nothing when they were rotated in the meantime.</summary>
    private Task<int> SealAsync(CloudControlDb db, Webhook webhook, CancellationToken ct)
    {
        var (secret, former) = (webhook.Secret, webhook.FormerSecret);
        webhook.KeepSecretsAs(stored => seal.Close(stored, webhook.Id));
        return (webhook.Secret, webhook.FormerSecret) == (secret, former)
            ? Task.FromResult(0)
            : db.Webhooks.Where(w => w.Id == webhook.Id && w.Secret == secret && w.FormerSecret == former).ExecuteUpdateAsync(
                set => set.SetProperty(w => w.Secret, webhook.Secret).SetProperty(w => w.FormerSecret, webhook.FormerSecret), ct);
    }
}

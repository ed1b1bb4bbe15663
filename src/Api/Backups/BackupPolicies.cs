using System.Globalization;
using CloudControl.Api.Droplets;
using CloudControl.Api.Http;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Backups;

/// <summary>
/// GET /v2/droplets/{id}/backups/policy, /v2/droplets/backups/policies and /v2/droplets/backups/supported_policies: when backups are
/// taken, and when they can be.
/// </summary>
public static class BackupPolicies
{
    public sealed record OneResponse(DropletBackupPolicyView Policy);

    /// <param name="Policies">By droplet id.</param>
    /// <param name="Links">Other pages.</param>
    /// <param name="Meta">How many droplets have backups.</param>
    public sealed record AllResponse(IReadOnlyDictionary<string, DropletBackupPolicyView> Policies, ListLinks Links, ListMeta Meta);

    public sealed record SupportedResponse(IReadOnlyList<SupportedPolicyView> SupportedPolicies);

    public sealed record SupportedPolicyView(
        string Name, IReadOnlyList<int> PossibleWindowStarts, int WindowLengthHours, int RetentionPeriodDays, IReadOnlyList<string> PossibleDays);

    public static async Task<Results<Ok<OneResponse>, ErrorResult>> OfDropletAsync(
        long dropletId, Caller caller, CloudControlDb db, CancellationToken ct) =>
        await db.Droplets.Of(caller.AccountId).AsNoTracking().FindAsync(dropletId, ct) is { } droplet
            ? TypedResults.Ok(new OneResponse(DropletBackupPolicyView.Of(droplet)))
            : new ErrorResult(new DropletNotFound());

    public static async Task<Ok<AllResponse>> OfAllAsync(
        PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, CancellationToken ct)
    {
        var backedUp = db.Droplets.Of(caller.AccountId).AsNoTracking().Where(d => d.BackupPlan != null);
        var droplets = await page.ReadAsync(backedUp.OrderByDescending(d => d.Id), ct);
        var policies = droplets.Rows.ToDictionary(d => d.Id.Value.ToString(CultureInfo.InvariantCulture), DropletBackupPolicyView.Of);
        return TypedResults.Ok(new AllResponse(policies, ListLinks.Of(request, droplets), new ListMeta(droplets.Total)));
    }

    public static Ok<SupportedResponse> Supported() => TypedResults.Ok(new SupportedResponse(
    [
        new("weekly", BackupPolicy.Hours, BackupPolicy.WindowHours, BackupPolicy.WeeklyRetentionDays, BackupPolicy.Weekdays),
        new("daily", BackupPolicy.Hours, BackupPolicy.WindowHours, BackupPolicy.DailyRetentionDays, []),
    ]));
}

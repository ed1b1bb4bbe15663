using CloudControl.Api.Backups;
using CloudControl.Api.Http;

namespace CloudControl.Api.Droplets;

/// <summary>Droplets.</summary>
public static class DropletRoutes
{
    public static void MapDroplets(this IEndpointRouteBuilder v2)
    {
        var droplets = v2.MapGroup("/droplets").WithTags("Droplets").ScopedTo("droplet");
        droplets.MapGet("", ListDroplets.HandleAsync).Named("droplets_list", "List droplets");
        droplets.MapPost("", CreateDroplet.HandleAsync).Named("droplets_create", "Create one droplet or several");
        droplets.MapDelete("", DestroyTaggedDroplets.HandleAsync).Named("droplets_destroy_byTag", "Destroy every droplet with a tag");
        droplets.MapGet("/{dropletId:long}", GetDroplet.HandleAsync).Named("droplets_get", "Get a droplet");
        droplets.MapDelete("/{dropletId:long}", DestroyDroplet.HandleAsync).Named("droplets_destroy", "Destroy a droplet");
        droplets.MapGet("/{dropletId:long}/disk", GetDropletDisk.HandleAsync).Named("droplets_get_disk", "See where a droplet's disk lies");
        droplets.MapGet("/{dropletId:long}/neighbors", ListNeighbors.HandleAsync)
            .Named("droplets_list_neighbors", "List the account's droplets on the same host");
        droplets.MapGet("/{dropletId:long}/kernels", ListDropletKernels.HandleAsync)
            .Named("droplets_list_kernels", "List a droplet's kernels: one at most");
        droplets.MapGet("/{dropletId:long}/firewalls", ListNoneOfADroplet.FirewallsAsync)
            .Named("droplets_list_firewalls", "List a droplet's firewalls: there are none")
            .Needs("firewall:read");
        droplets.MapGet("/{dropletId:long}/snapshots", ListDropletImages.SnapshotsAsync)
            .Named("droplets_list_snapshots", "List a droplet's snapshots");
        droplets.MapGet("/{dropletId:long}/backups/policy", BackupPolicies.OfDropletAsync)
            .Named("droplets_get_backup_policy", "See when a droplet's backups are taken");
        droplets.MapGet("/backups/policies", BackupPolicies.OfAllAsync)
            .Named("droplets_list_backup_policies", "List when backups are taken, of all droplets that have them");
        droplets.MapGet("/backups/supported_policies", BackupPolicies.Supported)
            .Named("droplets_list_supported_backup_policies", "List when backups can be taken");
        droplets.MapGet("/{dropletId:long}/backups", ListDropletImages.BackupsAsync)
            .Named("droplets_list_backups", "List a droplet's backups");
    }
}

using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CloudControl.Api.Document;

/// <summary>The groups that the page shows operations in, one for each resource: DigitalOcean's in its order and words, then ours.</summary>
internal sealed class ResourceGroups : IDocumentFilter
{
    private static readonly (string Name, string Description)[] All =
    [
        ("Account", "Whose token this is, and how much it may have."),
        ("SSH Keys", "Public keys that droplets are ordered with."),
        ("Actions", "What was asked for, in progress, completed or errored."),
        ("Droplets", "Virtual machines."),
        ("Droplet Actions", "What can be done to a droplet: power, size, name, image, snapshots, backups."),
        ("Images", "What a droplet's disk is made from: distributions, snapshots, backups, custom images."),
        ("Account Transfers", "Images that were offered to other accounts, and to this one."),
        ("Image Actions", "Copying an image to another region, keeping a backup."),
        ("Regions", "Where hosts are."),
        ("Reserved IPs", "Public addresses that an account keeps, whichever droplet has them."),
        ("Reserved IP Actions", "Giving a reserved IP to a droplet and taking it back."),
        ("Floating IPs", "Reserved IPs by their older name."),
        ("Floating IP Actions", "The same for reserved IPs by their older name."),
        ("Sizes", "What a droplet gets: memory, processors, disk."),
        ("Snapshots", "Snapshots of droplets and of block volumes."),
        ("Tags", "Labels on resources, to list and act on many at once."),
        ("Block Storage", "Volumes that outlive the droplets they are attached to."),
        ("Block Storage Actions", "Attaching, detaching and resizing volumes."),
        ("VPCs", "Private networks."),
        ("Firewalls", "There are none; clients that ask are told so."),
        ("Projects", "There are none; clients that ask are told so."),
        ("Scrub Receipts", "What was overwritten and read back when a disk was destroyed, or who declined it."),
        ("Events", "What became true, in order, as a feed and as a stream."),
        ("Webhooks", "Receivers of events, and the deliveries to them."),
        ("Tokens", "Tokens of this account: what they may do, until when."),
        ("Accounts", "Operators: all accounts."),
        ("Audit Log", "Who changed what."),
        ("Hosts", "Operators: machines with storage, and what lies on them."),
        ("Runs", "Operators: walks through pipelines, and those that are stuck."),
    ];

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var used = context.ApiDescriptions.SelectMany(api => api.ActionDescriptor.EndpointMetadata).OfType<ITagsMetadata>().SelectMany(tags => tags.Tags).ToHashSet();
        swaggerDoc.Tags = new HashSet<OpenApiTag>(All.Where(group => used.Contains(group.Name)).Select(group => new OpenApiTag { Name = group.Name, Description = group.Description }));
    }
}

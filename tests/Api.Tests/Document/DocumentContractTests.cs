using System.Net;
using System.Text.RegularExpressions;
using CloudControl.Api.Tests.Contract;

namespace CloudControl.Api.Tests.Document;

/// <summary>Our document beside the contract, where they overlap.</summary>
public sealed class DocumentContractTests(TestApi api) : IClassFixture<TestApi>
{
    /// <summary>Where we differ on purpose: patterns of the whole difference, and why. A new line here is a decision.</summary>
    private static readonly (string Pattern, string Why)[] Meant =
    [
        (@".*\.gpu_info: missing", "there are no GPUs"),
        (@".*\.kernels?(\[\])?(\..*)?: .*", "droplets boot their own kernels"),
        (@"droplets_list_firewalls 200\.firewalls\[\].*", "there are no firewalls"),
        (@".*\.project_id: missing", "there are no projects"),
        (@".*\.imgages: missing", "the contract's slip; `images` is there"),
        (@"imageActions_(get|post) 20[01]\.\w+: missing", "all clients want the action under `action`, as the contract has it everywhere else"),
        (@"volumeActions_\w+: no parameter (per_)?page", "one action has no pages"),
        (@"volumeActions_post(_byId)?: success is '201 202', not '202'", "fog and droplet_kit insist on 201"),
        (@"\w+ body\.backup_policy\.(window_length_hours|retention_period_days): missing", "follows from the plan; ignored"),
        (@"droplets_create body\.private_networking: missing", "every droplet is in a VPC; ignored"),
        (@"sshKeys_update body: required is 'name', not ''", "there is nothing else to change"),
        (@"volumes_create body: required is 'name', not 'name region size_gigabytes'", "a snapshot brings region and size"),
        (@"volumeActions_post body: required is 'type', not 'droplet_id type'", "a resize by name names no droplet"),
        (@"volumeActions_\w+ body\.tags: missing", "an attach changes no tags; ignored"),
        (@"vpcs_update body: required is '', not 'name'", "shares its schema with the PATCH; without a name it is refused"),
    ];

    [Fact]
    public async Task It_says_the_same_as_the_contract_about_every_operation()
    {
        var ours = ContractDocument.Read((await api.WithoutToken.Get("/swagger/v2/swagger.json").ShouldBeAsync(HttpStatusCode.OK)).ToJsonString());
        var comparison = new DocumentComparison(ContractDocument.Digitalocean, ours);

        var found = ContractDocument.Digitalocean.Operations.SelectMany(comparison.Differences).Distinct().ToList();

        var unmeant = found.Where(difference => !Meant.Any(meant => IsIt(difference, meant.Pattern))).ToList();
        var gone = Meant.Where(meant => !found.Any(difference => IsIt(difference, meant.Pattern))).Select(meant => meant.Pattern).ToList();
        Assert.True(unmeant.Count == 0, "our document differs from the contract:\n" + string.Join('\n', unmeant));
        Assert.True(gone.Count == 0, "no difference any more:\n" + string.Join('\n', gone));
    }

    private static bool IsIt(string difference, string pattern) => Regex.IsMatch(difference, $"^(?:{pattern})$");
}

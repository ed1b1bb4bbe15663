using System.Net;
using System.Text.Json;
using CloudControl.Api.Tests.Contract;
using FluentValidation;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudControl.Api.Tests.Document;

/// <summary>What the page shows can be believed: every example is one.</summary>
public sealed class DocumentExampleTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task Every_body_has_examples_that_its_validator_takes()
    {
        var document = await ReadAsync();
        var requests = api.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Where(e => e.Metadata.GetMetadata<IEndpointNameMetadata>() is not null && e.Metadata.GetMetadata<IAcceptsMetadata>() is not null)
            .ToDictionary(e => e.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName, e => e.Metadata.GetMetadata<IAcceptsMetadata>()!.RequestType!);
        foreach (var operation in document.Operations)
        {
            if (document.FindBody(operation) is not { } body)
            {
                continue;
            }

            var examples = body.TryGetProperty("examples", out var named) ? named.EnumerateObject().Select(e => e.Value.GetProperty("value")).ToList() : [];
            Assert.True(examples.Count > 0, $"{operation}: its request needs a [BodyExample]");
            Assert.All(examples, example => AssertIsTaken(example, requests[operation.Id]));
            Assert.All(examples, example => AssertFits(document, example, body, $"the example of {operation}"));
        }
    }

    [Fact]
    public async Task Every_answer_composed_of_its_members_examples_is_one_that_the_contract_allows()
    {
        var document = await ReadAsync();
        var examples = new SchemaExample(document);
        foreach (var (operation, status) in document.Operations.SelectMany(o => o.Element.GetProperty("responses").EnumerateObject().Select(r => (o, r.Name))))
        {
            var number = int.TryParse(status, out var parsed) ? parsed : 599;
            if (ContractDocument.FindJson(document.FindResponse(operation, number)!.Value) is not { } answer)
            {
                continue;
            }

            var example = examples.Of(answer.GetProperty("schema"))!;
            if (operation.Id == "droplets_create")
            {
                example.AsObject().Remove("droplets");     // it answers with one droplet or with several
            }

            var composed = JsonSerializer.SerializeToElement(example);
            AssertFits(document, composed, answer, $"{operation} {status}");
            if (ContractDocument.Digitalocean.FindOperation(operation.Method, operation.Path) is { } theirs
                && (number >= 300 || ContractDocument.HasStatus(theirs, number))
                && ContractDocument.FindJson(ContractDocument.Digitalocean.FindResponse(theirs, number)!.Value) is { } expected)
            {
                AssertFits(ContractDocument.Digitalocean, composed, expected, $"{operation} {status}, by the contract");
            }
        }
    }

    [Fact]
    public async Task Every_group_of_the_page_says_what_is_in_it()
    {
        var document = await api.WithoutToken.Get("/swagger/v2/swagger.json").ShouldBeAsync(HttpStatusCode.OK);

        var described = document["tags"]!.AsArray().ToDictionary(tag => tag!["name"]!.GetValue<string>(), tag => tag!["description"]?.GetValue<string>());
        var used = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(o => o.Value!["tags"]![0]!.GetValue<string>()).ToHashSet();

        Assert.Equal(used.Order(), described.Keys.Order());
        Assert.All(described, group => Assert.False(string.IsNullOrEmpty(group.Value), group.Key));
    }

    private async Task<ContractDocument> ReadAsync() =>
        ContractDocument.Read((await api.WithoutToken.Get("/swagger/v2/swagger.json").ShouldBeAsync(HttpStatusCode.OK)).ToJsonString());

    private void AssertIsTaken(JsonElement example, Type request)
    {
        var body = example.Deserialize(request, api.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions)!;
        var validator = (IValidator)api.Services.GetRequiredService(typeof(IValidator<>).MakeGenericType(request));
        var outcome = validator.Validate(new ValidationContext<object>(body));
        Assert.True(outcome.IsValid, $"{request}: {example} is refused: {outcome}");
    }

    private static void AssertFits(ContractDocument document, JsonElement example, JsonElement json, string what)
    {
        var complaints = new SchemaCheck(document).Complaints(example, json.GetProperty("schema"));
        Assert.True(complaints.Count == 0, $"{what}: {example}\n{string.Join('\n', complaints)}");
    }
}

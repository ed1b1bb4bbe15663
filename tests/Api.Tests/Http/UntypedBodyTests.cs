using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace CloudControl.Api.Tests.Http;

/// <summary>JSON is JSON whatever a client calls it.</summary>
public sealed class UntypedBodyTests(TestApi api) : IClassFixture<TestApi>
{
    [Theory]
    [InlineData(null)]
    [InlineData("application/x-www-form-urlencoded")]     // curl -d
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/vnd.api+json")]
    [InlineData("no type at all")]
    public async Task A_body_is_read_whatever_its_type(string? type)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"name": "tag-{{Guid.NewGuid():n}}"}"""));
        if (type is not null)
        {
            body.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        await api.Client.PostAsync("/v2/tags", body, TestContext.Current.CancellationToken).ShouldBeAsync(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("/v2/droplets")]
    [InlineData("/v2/volumes")]
    [InlineData("/v2/images")]
    [InlineData("/v2/tags")]
    [InlineData("/v2/account/keys")]
    public async Task No_body_is_one_in_which_everything_is_missing(string path)
    {
        await api.Client.Send(HttpMethod.Post, path).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
        using var empty = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };
        await api.Client.PostAsync(path, empty, TestContext.Current.CancellationToken).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
    }

    [Fact]
    public async Task What_is_no_json_is_told_so()
    {
        using var form = new FormUrlEncodedContent([new("name", "web")]);
        await api.Client.PostAsync("/v2/droplets", form, TestContext.Current.CancellationToken).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "bad_request", "The body is not valid JSON.");
    }
}

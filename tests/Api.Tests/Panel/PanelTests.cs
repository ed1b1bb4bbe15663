using System.Net;
using CloudControl.Api.Panel;
using CloudControl.Testing;

namespace CloudControl.Api.Tests.Panel;

public sealed class PanelTests(TestApi api) : IClassFixture<TestApi>
{
    /// <summary>Every file of the panel as it lies in the source tree.</summary>
    public static TheoryData<string> Files
    {
        get
        {
            var root = RepositoryRoot.Combine("src", "Api", "wwwroot");
            return [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))];
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_file_is_served_without_a_token_and_under_a_strict_policy(string file)
    {
        using var answer = await api.WithoutToken.GetAsync(new Uri("/" + file, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(PanelPages.ContentSecurityPolicy, Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task The_panel_is_what_the_root_shows()
    {
        using var answer = await api.WithoutToken.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("<title>CloudControl</title>", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(PanelPages.ContentSecurityPolicy, Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
    }

    [Fact]
    public async Task What_is_no_file_of_the_panel_still_wants_a_token()
    {
        await api.WithoutToken.Get("/js/nothing.js").ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await api.WithoutToken.Get("/../appsettings.json").ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    /// <summary>It must work where there is no way out, and nobody else may learn who opened it.</summary>
    [Fact]
    public void The_panel_names_no_other_place()
    {
        var root = RepositoryRoot.Combine("src", "Api", "wwwroot");
        string[] elsewhere = ["http://", "https://", "\"//"];
        const string svgNamespace = "http://www.w3.org/2000/svg";

        Assert.All(Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories), file => Assert.DoesNotContain(
            elsewhere, place => File.ReadAllText(file).Replace(svgNamespace, "", StringComparison.Ordinal).Contains(place, StringComparison.Ordinal)));
    }
}

using System.Xml.Linq;
using CloudControl.Domain;
using CloudControl.Testing;

namespace CloudControl.Tidy.Tests;

/// <summary>Arrows point inward: Api → Infrastructure → Domain ← Workers, and Workers → Infrastructure.</summary>
public sealed class ArrowTests
{
    /// <summary>Who may know whom. A new project or arrow is a decision: change this list with it.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Domain"] = [],
        ["Infrastructure"] = ["Domain"],
        ["Api"] = ["Infrastructure"],
        ["Workers"] = ["Infrastructure", "Workers.$(JobEngine)"],
        ["Workers.Quartz"] = ["Domain"],
        ["Workers.Hangfire"] = ["Domain"],
    };

    [Fact]
    public void Every_project_knows_only_whom_it_may_know()
    {
        var actual = Directory.EnumerateFiles(RepositoryRoot.Combine("src"), "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(NameOf, file => XDocument.Load(file).Descendants("ProjectReference").Select(reference => NameOf(reference.Attribute("Include")!.Value)).Order().ToArray());

        Assert.Equal(Allowed.Keys.Order(), actual.Keys.Order());
        foreach (var (project, references) in actual)
        {
            Assert.True(references.All(Allowed[project].Contains), $"{project} references {string.Join(", ", references)}");
        }
    }

    [Fact]
    public void The_domain_references_nothing_but_the_base_class_library()
    {
        var references = typeof(Error).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.All(references, name => Assert.True(name.StartsWith("System.", StringComparison.Ordinal), name));
    }

    [Fact]
    public void Api_and_Workers_do_not_know_each_other()
    {
        Assert.DoesNotContain(Names(typeof(Api.Program)), name => name.StartsWith("CloudControl.Workers", StringComparison.Ordinal));
        Assert.DoesNotContain(Names(typeof(Workers.Program)), name => name == "CloudControl.Api");

        static IEnumerable<string> Names(Type type) => type.Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);
    }

    [Fact]
    public void The_api_never_meets_a_storage_host()
    {
        string[] storage = ["CloudControl.Infrastructure.Storage", "IStorageHost", "StorageHosts"];

        Untidy.ShouldBeNone(SourceTree.CSharp("src/Api").SelectMany(file => file.LinesWhere(line => storage.Any(word => line.Contains(word, StringComparison.Ordinal)))));
    }

    private static string NameOf(string projectFile) => Path.GetFileNameWithoutExtension(projectFile.Replace('\\', '/'))["CloudControl.".Length..];
}

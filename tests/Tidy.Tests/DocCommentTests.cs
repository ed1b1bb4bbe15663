using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using CloudControl.Domain;

namespace CloudControl.Tidy.Tests;

public sealed class DocCommentTests
{
    /// <summary>What the product ships, as it lies beside these tests with its documentation files.</summary>
    public static TheoryData<string> Assemblies => [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "CloudControl.*.dll")
        .Select(file => Path.GetFileNameWithoutExtension(file)!)
        .Where(name => !name.Contains("Test", StringComparison.Ordinal) && name != "CloudControl.Migrations")];

    /// <summary>Nested types speak through the type around them, errors through their message.</summary>
    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_public_type_says_what_it_is(string assembly)
    {
        var documented = XDocument.Load(Path.Combine(AppContext.BaseDirectory, assembly + ".xml")).Descendants("member")
            .Select(member => member.Attribute("name")!.Value).ToHashSet();

        var silent = Assembly.Load(assembly).GetExportedTypes()
            .Where(type => !type.IsNested && type.GetCustomAttribute<CompilerGeneratedAttribute>() is null && !type.IsSubclassOf(typeof(Error)) && !documented.Contains("T:" + type.FullName));

        Untidy.ShouldBeNone(silent.Select(type => type.FullName!));
    }
}

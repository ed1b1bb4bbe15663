using System.Reflection;
using CloudControl.Migrations;
using CloudControl.Testing;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CloudControl.Tidy.Tests;

public sealed class MigrationGoldenTests
{
    /// <summary>Two branches that each add a migration meet here, in a conflict that a person resolves, and not in a database.</summary>
    [Fact]
    public void Every_migration_is_listed_in_its_order()
    {
        var names = typeof(MigrationRunner).Assembly.GetTypes().Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().Order(StringComparer.Ordinal);

        Golden.ShouldMatch(string.Join('\n', names), "Golden/migrations.txt");
    }

    [Fact]
    public void No_two_migrations_claim_the_same_moment()
    {
        var moments = typeof(MigrationRunner).Assembly.GetTypes().Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id.Split('_')[0]).OfType<string>().ToArray();

        Assert.Equal(moments.Distinct().Order(), moments.Order());
    }

    /// <summary><c>make golden</c> runs the tests whose name says so; one that does not would never be rewritten.</summary>
    [Fact]
    public void Tests_with_golden_files_are_named_so() =>
        Untidy.ShouldBeNone(SourceTree.CSharp("tests")
            .Where(file => file.Lines.Any(line => line.Contains("Golden." + "ShouldMatch", StringComparison.Ordinal)) && !file.Path.Contains("Golden", StringComparison.Ordinal))
            .Select(file => file.Path));
}

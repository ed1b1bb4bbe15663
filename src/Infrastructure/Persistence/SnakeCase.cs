using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>PostgreSQL's own style for every name, so that plain SQL needs no quotes.</summary>
internal static class SnakeCase
{
    public static void Apply(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes().Where(e => !e.IsMappedToJson()))
        {
            // A row version is PostgreSQL's own system column xmin, which nobody may rename.
            foreach (var property in entity.GetProperties().Where(p => !p.IsConcurrencyToken))
            {
                property.SetColumnName(Of(property.Name));
            }

            foreach (var key in entity.GetKeys())
            {
                key.SetName(key.GetName()?.ToLowerInvariant());
            }

            foreach (var foreignKey in entity.GetForeignKeys())
            {
                foreignKey.SetConstraintName(foreignKey.GetConstraintName()?.ToLowerInvariant());
            }

            foreach (var index in entity.GetIndexes())
            {
                index.SetDatabaseName(index.GetDatabaseName()?.ToLowerInvariant());
            }
        }
    }

    public static string Of(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}

/// <summary>Stores an enum as its snake_case name: a row read by eye says what it means, and a new member needs no migration.</summary>
internal sealed class EnumToSnakeCase<T>() : ValueConverter<T, string>(value => SnakeCase.Of(value.ToString()), text => Parse(text))
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> ByName = Enum.GetValues<T>().ToDictionary(v => SnakeCase.Of(v.ToString()));

    private static T Parse(string text) => ByName[text];
}

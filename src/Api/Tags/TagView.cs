using System.Text.Json.Serialization;
using CloudControl.Api.Http;
using CloudControl.Domain.Tags;
using CloudControl.Infrastructure.Tags;

namespace CloudControl.Api.Tags;

/// <summary>A tag on the wire, with how much of what carries it.</summary>
public sealed record TagView(string Name, TaggedView Resources)
{
    /// <param name="tag">The tag.</param>
    /// <param name="uses">What carries it; others' uses are left out.</param>
    /// <param name="request">For the links' origin.</param>
    public static TagView Of(Tag tag, IReadOnlyList<TagUse> uses, HttpRequest request)
    {
        var own = uses.Where(use => use.Tag == tag.Name).ToList();
        TaggedCountView CountOf(string collection) => own.Find(use => use.Collection == collection) is { } use
            ? new TaggedCountView(use.Count, UriOf(use, request))
            : new TaggedCountView(0, null);
        return new TagView(tag.Name, new TaggedView(
            own.Sum(use => use.Count), own.MaxBy(use => use.NewestAt) is { } newest ? UriOf(newest, request) : null,
            CountOf("droplets"), CountOf("images"), CountOf("volumes"), CountOf("volume_snapshots"), CountOf("databases")));
    }

    private static string UriOf(TagUse use, HttpRequest request) =>
        $"{request.Origin()}/v2/{(use.Collection == "volume_snapshots" ? "snapshots" : use.Collection)}/{use.NewestId}";
}

/// <summary>What carries a tag, in all and by kind. There are no databases here; clients want their count all the same.</summary>
/// <param name="Count">Resources of every kind.</param>
/// <param name="LastTaggedUri">The newest resource with the tag; absent when there is none.</param>
/// <param name="Droplets">How many droplets.</param>
/// <param name="Images">How many images.</param>
/// <param name="Volumes">How many volumes.</param>
/// <param name="VolumeSnapshots">How many volume snapshots.</param>
/// <param name="Databases">None.</param>
public sealed record TaggedView(
    int Count, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? LastTaggedUri,
    TaggedCountView Droplets, TaggedCountView Images, TaggedCountView Volumes, TaggedCountView VolumeSnapshots, TaggedCountView Databases);

/// <summary>How much of one kind carries a tag.</summary>
public sealed record TaggedCountView(
    int Count, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? LastTaggedUri);

/// <summary>One tag as every operation on it answers.</summary>
public sealed record TagResponse(TagView Tag);

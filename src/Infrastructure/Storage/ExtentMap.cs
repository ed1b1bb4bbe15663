using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.Layout;

namespace CloudControl.Infrastructure.Storage;

/// <summary>Turns a layout into the operator's map: runs in physical order that together cover the host.</summary>
internal static class ExtentMap
{
    public static IReadOnlyList<ExtentRun> Of(HostLayout layout)
    {
        var runs = new List<ExtentRun>();
        Add(layout.Free, ExtentState.Free, null);
        foreach (var laid in layout.Volumes)
        {
            Add(laid.ExtentSet, laid.State, laid.Id);
        }

        return [.. runs.OrderBy(r => r.First)];

        void Add(ExtentSet extents, ExtentState state, VolumeId? volume)
        {
            runs.AddRange(extents.Except(layout.Dirty).Ranges.Select(r => new ExtentRun(r.First, r.Count, state, false, volume)));
            runs.AddRange(extents.Intersect(layout.Dirty).Ranges.Select(r => new ExtentRun(r.First, r.Count, state, true, volume)));
        }
    }
}

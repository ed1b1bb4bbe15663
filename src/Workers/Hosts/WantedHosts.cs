namespace CloudControl.Workers.Hosts;

/// <summary>
/// Which hosts this process is to serve: those its configuration names, read anew each time, and those that operators added in the
/// database and that it accepts.
/// </summary>
public sealed class WantedHosts(IConfiguration configuration, StorageOptions options, HostRegister register)
{
    /// <summary>Hosts that are to be served, are not among those that are open, and are free as far as the database knows; by name.</summary>
    /// <param name="open">Those that are open.</param>
    /// <param name="tell">Told of each host that is wanted and cannot be had, and why.</param>
    /// <param name="ct">Cancels it.</param>
    public async Task<IReadOnlyList<string>> MissingAsync(IReadOnlyCollection<string> open, Action<string, string> tell, CancellationToken ct)
    {
        var storage = configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? options;
        var named = storage.HostNames.Except(open).ToHashSet(StringComparer.Ordinal);
        if (named.Count == 0 && storage.AcceptsNone)
        {
            return [];
        }

        var rows = await register.ReadAsync(ct);
        var free = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in named.Concat(rows.Values.Where(row => IsAccepted(storage, row)).Select(row => row.Name)).Except(open))
        {
            switch (rows.GetValueOrDefault(name))
            {
                case { IsRemoved: true }:
                    tell(name, "it was removed; take it out of Storage:Hosts");
                    break;
                case { OtherServer: { } other, ServedFrom: var from } when from != storage.PlaceOf(name):
                    tell(name, $"{other} serves it from {from}");
                    break;
                default:
                    free.Add(name);
                    break;
            }
        }

        return [.. free];
    }

    /// <summary>A host that was served from elsewhere has its disk there: a new one here would be without its volumes.</summary>
    private static bool IsAccepted(StorageOptions storage, HostRow row) =>
        !row.IsRemoved && storage.Accepts(row.Name) && (row.ServedFrom is null || row.ServedFrom == storage.PlaceOf(row.Name));
}

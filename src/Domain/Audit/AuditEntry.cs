using CloudControl.Domain.Accounts;

namespace CloudControl.Domain.Audit;

/// <summary>
/// One call that could change something, and how it ended: who, what, when. Neither the query nor the body, in which there may be
/// secrets. Never changed; deleted only when it is older than operators keep them.
/// </summary>
public sealed class AuditEntry
{
    /// <summary>Longest path that is kept whole, in characters.</summary>
    public const int MaximumPathLength = 512;

    public required Guid Id { get; init; }

    /// <summary>When it was answered.</summary>
    public required DateTimeOffset At { get; init; }

    public required AccountId AccountId { get; init; }

    /// <summary>The token it came with.</summary>
    public required TokenId TokenId { get; init; }

    public required string Method { get; init; }

    /// <summary>The route it took, such as <c>/v2/droplets/{dropletId:long}</c>.</summary>
    public required string Route { get; init; }

    /// <summary>The path as it was asked for, percent-encoded, which names the resource.</summary>
    public required string Path { get; init; }

    /// <summary>The HTTP status of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>The answer's <c>x-request-id</c>; the operator's log has it too.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>The network address it came from.</summary>
    public required string Address { get; init; }
}

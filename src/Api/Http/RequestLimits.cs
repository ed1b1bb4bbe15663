namespace CloudControl.Api.Http;

/// <summary>How much of a request we read.</summary>
public static class RequestLimits
{
    /// <summary>Largest body: ten times the largest user data leaves room for every escape JSON knows.</summary>
    public const int MaximumBodyBytes = 1024 * 1024;

    /// <summary>Deepest nesting of a body. The contract's deepest is five.</summary>
    public const int MaximumJsonDepth = 16;
}

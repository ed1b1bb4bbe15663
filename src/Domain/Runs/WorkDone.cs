namespace CloudControl.Domain.Runs;

/// <summary>How far a long step is, for whoever watches.</summary>
/// <param name="Bytes">Bytes done; 0 to <paramref name="OfBytes"/>.</param>
/// <param name="OfBytes">Bytes to do in all.</param>
public sealed record WorkDone(long Bytes, long OfBytes);

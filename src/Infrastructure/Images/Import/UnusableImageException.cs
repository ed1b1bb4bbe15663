namespace CloudControl.Infrastructure.Images.Import;

/// <summary>Bytes that a customer brought are no disk that can be used. Caught where the import ends and told as an error.</summary>
/// <param name="why">A clause for the customer, such as "it refers to a backing file".</param>
public sealed class UnusableImageException(string why) : Exception(why);

/// <summary>The disk of the staging folder has no room for what a customer brought.</summary>
internal sealed class NoStagingRoomException() : Exception("the disk of the staging folder is nearly full");

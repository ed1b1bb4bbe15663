namespace CloudControl.Infrastructure.Storage.Lvm;

/// <summary>Bytes that are not what LVM2 or dm-snapshot would have written. The message says which and where.</summary>
public sealed class LvmFormatException(string message) : IOException(message);

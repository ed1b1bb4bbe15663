using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Nbd;

/// <summary>What a client is told of a device's failure.</summary>
internal static class NbdFailure
{
    /// <summary>Null for what no device throws: that is a bug of ours, and ends the connection.</summary>
    public static NbdError? ErrorOf(Exception failure) => failure switch
    {
        VolumeUnavailableException => NbdError.Shutdown,
        IOException => NbdError.InputOutput,
        _ => null,
    };
}

using System.Net.Sockets;

namespace CloudControl.Infrastructure.Webhooks;

/// <summary>Why a request to a customer's address failed, in words for that customer.</summary>
public static class ReceiverFailures
{
    /// <summary>Says what kind of failure it was and nothing of our network: no addresses, no texts of the system.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="who">Whose failure it is, such as "the receiver".</param>
    public static string Describe(HttpRequestException e, string who) => e switch
    {
        { InnerException: ReceiverRefusedException refused } => refused.Message,
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound } } => $"{who}'s host is not known",
        { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => $"{who} refused the connection",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => $"{who}'s TLS failed",
        { HttpRequestError: HttpRequestError.ConnectionError } => $"{who} could not be connected to",
        _ => $"{who} broke off or did not answer in HTTP",
    };
}

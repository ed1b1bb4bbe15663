using System.Net;

namespace CloudControl.Infrastructure.Webhooks;

/// <summary>Turns a receiver's host into addresses. An edge of its own because names are under the customer's control.</summary>
public interface IHostResolver
{
    /// <summary>All its addresses; empty when the name is not known.</summary>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct);
}

/// <summary>The machine's own resolver.</summary>
public sealed class SystemResolver : IHostResolver
{
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host, ct);
        }
        catch (System.Net.Sockets.SocketException)
        {
            return [];
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace CloudControl.Simulation.Tests.Cloud;

/// <summary>
/// A port for a process that is started again and again at one address. It is not among those that the kernel hands out by itself
/// (<c>net.ipv4.ip_local_port_range</c>): somebody else would have it by the time the process is back.
/// </summary>
internal static class LastingPort
{
    private const int First = 12_000;
    private const int BehindLast = 32_000;
    private const int MostTries = 100;

    public static int Choose()
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = Random.Shared.Next(First, BehindLast);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException) when (attempt < MostTries)
            {
                // Somebody else's: the next may be free.
            }
        }
    }
}

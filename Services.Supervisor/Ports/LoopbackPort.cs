using System.Net;
using System.Net.Sockets;

namespace BtcWatcher.Services.Supervisor.Ports;

internal static class LoopbackPort
{
    /// <summary>
    /// True when nobody listens there now. FreqTrade itself would not notice, and never end (facts 5.3).
    /// </summary>
    public static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace BtcWatcher.Testing;

/// <summary>
/// Ports for tests: between 20000 and 32000, below those that the system gives to outgoing connections.
/// </summary>
public static class FreePorts
{
    private const int First = 20000;
    private const int Last = 32000;
    private const int SystemSize = 1200;

    /// <summary>A port that is free now.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            if (IsFree(port))
            {
                return port;
            }
        }
    }

    /// <summary>
    /// A <c>--port-base</c> whose upper ports, where the servers are, lie in the range and are free now.
    /// </summary>
    public static int RandomBase()
    {
        while (true)
        {
            var portBase = RandomNumberGenerator.GetInt32(First - 1100, Last - SystemSize);
            if (Enumerable.Range(portBase + 1101, 12).All(IsFree))
            {
                return portBase;
            }
        }
    }

    /// <summary>True when nobody listens there now.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

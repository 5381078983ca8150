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

    /// <summary>True when somebody listens there; told without an exception, since most looks come too early.</summary>
    public static async Task<bool> AcceptsAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var connect = new SocketAsyncEventArgs { RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, port) };
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connect.Completed += (_, _) => done.TrySetResult();
        if (socket.ConnectAsync(connect)) await done.Task;
        return connect.SocketError == SocketError.Success;
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BtcWatcher.Bench.Supervisor;

/// <summary>Waits until every instance has answered a ping; the same, with the same cost, for ours and for the reference.</summary>
internal static class Answers
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly byte[] Ping = Encoding.ASCII.GetBytes(
        "GET /api/v1/ping HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

    /// <returns>Seconds from the stamp to the last first answer.</returns>
    public static async Task<double> AwaitAsync(int portBase, int count, long began, TimeSpan limit)
    {
        for (var port = portBase; port < portBase + count; port++)
        {
            while (!await PongAsync(port))
            {
                if (Stopwatch.GetElapsedTime(began) > limit)
                {
                    throw new TimeoutException($"No answer at port {port} within {limit}.");
                }

                await Task.Delay(Pause);
            }
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<bool> PongAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            await socket.SendAsync(Ping);
            var buffer = new byte[512];
            var read = await socket.ReceiveAsync(buffer);
            return Encoding.ASCII.GetString(buffer, 0, read).StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

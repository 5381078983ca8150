using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace BtcWatcher.Bench.Gateway;

/// <summary>Seconds until the answer, and how many calls were not answered with 200.</summary>
internal sealed record Latency(double P50, double P99, int Failed, int Calls);

/// <summary>
/// Calls at an even rate over kept connections, each measured from when it is sent; the same, with the same cost,
/// directly and through a proxy.
/// </summary>
internal static class PacedLoad
{
    private const int Connections = 16;

    /// <param name="port">Whom to ask.</param>
    /// <param name="perSecond">Calls.</param>
    /// <param name="length">How long.</param>
    /// <param name="pathOf">The path of a call, by its number.</param>
    /// <param name="token">A user's.</param>
    public static async Task<Latency> RunAsync(
        int port, int perSecond, TimeSpan length, Func<int, string> pathOf, string token)
    {
        var clients = Enumerable.Range(0, Connections).Select(number =>
            Task.Run(() => CallAsync(port, number, perSecond, length, pathOf, token)));
        var each = await Task.WhenAll(clients);
        var all = each.SelectMany(one => one.Seconds).Order().ToList();
        return new(all[all.Count / 2], all[all.Count * 99 / 100], each.Sum(one => one.Failed), all.Count);
    }

    private static async Task<(List<double> Seconds, int Failed)> CallAsync(
        int port, int number, int perSecond, TimeSpan length, Func<int, string> pathOf, string token)
    {
        var seconds = new List<double>();
        var failed = 0;
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", port);
        var stream = client.GetStream();
        var buffer = new byte[4096];
        var began = Stopwatch.GetTimestamp();
        for (var call = number; ; call += Connections)
        {
            var due = TimeSpan.FromSeconds((double)call / perSecond);
            if (due > length) return (seconds, failed);
            var wait = due - Stopwatch.GetElapsedTime(began);
            if (wait > TimeSpan.Zero) await Task.Delay(wait);
            var request = Encoding.ASCII.GetBytes(
                $"GET {pathOf(call)} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n");
            var sent = Stopwatch.GetTimestamp();
            await stream.WriteAsync(request);
            var good = await ReadAsync(stream, buffer);
            seconds.Add(Stopwatch.GetElapsedTime(sent).TotalSeconds);
            if (!good) failed++;
        }
    }

    // Whole answers only, told by their length.
    private static async Task<bool> ReadAsync(NetworkStream stream, byte[] buffer)
    {
        var count = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(count));
            if (read == 0) throw new IOException("The connection was closed.");
            count += read;
            var text = Encoding.ASCII.GetString(buffer, 0, count);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) continue;
            var at = text.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase) + "Content-Length: ".Length;
            var length = int.Parse(text[at..text.IndexOf('\r', at)], CultureInfo.InvariantCulture);
            if (count >= end + 4 + length) return text.StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
        }
    }
}

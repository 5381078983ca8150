using System.Net.Sockets;

namespace BtcWatcher.AppHost.Local.Servers;

/// <summary>A question to a server over its own wire protocol: the port alone says nothing.</summary>
internal static class Probe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <param name="accept">Judges the bytes so far: null to read on, else whether they are the healthy answer.</param>
    /// <returns>Null when the answer is the healthy one, else why not.</returns>
    public static async Task<string?> AskAsync(
        int port, ReadOnlyMemory<byte> question, Func<byte[], bool?> accept, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Limit);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, timeout.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(question, timeout.Token);
            var answer = new byte[1024];
            for (var length = 0; length < answer.Length;)
            {
                var count = await stream.ReadAsync(answer.AsMemory(length), timeout.Token);
                length += count;
                if (accept(answer[..length]) is { } healthy)
                {
                    return healthy ? null : "it answers, but is not ready";
                }

                if (count == 0)
                {
                    return "it closed the connection";
                }
            }

            return "it gave a strange answer";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return $"no answer on port {port}";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"no answer on port {port} within {Limit.TotalSeconds:0} s";
        }
    }
}

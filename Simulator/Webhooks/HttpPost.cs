using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace BtcWatcher.Simulator.Webhooks;

/// <summary>
/// One POST over a connection of its own, as python-requests sends it. Only this is needed here, and HttpClient would
/// cost each of many instances about three megabytes.
/// </summary>
internal static class HttpPost
{
    /// <summary>Status and reason of the answer. Throws <see cref="SocketException"/>, <see cref="IOException"/> or an
    /// authentication error.</summary>
    public static async Task<(int Status, string Reason)> SendAsync(Uri url, string contentType,
        ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(url.IdnHost, url.Port, ct);
        await using var plain = new NetworkStream(socket);
        if (url.Scheme != Uri.UriSchemeHttps)
        {
            return await ExchangeAsync(plain, url, contentType, body, ct);
        }

        await using var secure = new SslStream(plain);
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = url.IdnHost }, ct);
        return await ExchangeAsync(secure, url, contentType, body, ct);
    }

    private static async Task<(int Status, string Reason)> ExchangeAsync(
        Stream stream, Uri url, string contentType, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var length = body.Length.ToString(CultureInfo.InvariantCulture);
        var head = Encoding.ASCII.GetBytes($"POST {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\n"
            + "User-Agent: python-requests/2.32.4\r\nAccept-Encoding: identity\r\nAccept: */*\r\nConnection: close\r\n"
            + $"Content-Length: {length}\r\nContent-Type: {contentType}\r\n\r\n");
        var request = new byte[head.Length + body.Length];
        head.CopyTo(request, 0);
        body.CopyTo(request.AsMemory(head.Length));
        await stream.WriteAsync(request, ct);
        return Status(await AnswerAsync(stream, ct));
    }

    /// <summary>Reads to the end: the receiver closes, for it was asked to. Only the first line counts.</summary>
    private static async Task<string> AnswerAsync(Stream stream, CancellationToken ct)
    {
        var buffer = new byte[2048];
        var (kept, read) = (0, 0);
        var spill = new byte[2048];
        do
        {
            var room = kept < buffer.Length;
            read = await stream.ReadAsync(room ? buffer.AsMemory(kept) : spill, ct);
            kept += room ? read : 0;
        }
        while (read > 0);
        return Encoding.ASCII.GetString(buffer, 0, kept);
    }

    private static (int Status, string Reason) Status(string answer)
    {
        var end = answer.IndexOf('\r', StringComparison.Ordinal);
        var parts = (end < 0 ? answer : answer[..end]).Split(' ', 3);
        return parts.Length >= 2 && parts[0].StartsWith("HTTP/1.", StringComparison.Ordinal)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
                ? (status, parts.Length > 2 ? parts[2] : "")
                : throw new IOException("Remote end closed connection without response");
    }
}

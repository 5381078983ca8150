using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BtcWatcher.Services.Api.Tests.Proxies;

/// <summary>
/// A real proxy on a port of its own: HTTP (plain requests and CONNECT) or SOCKS5, with a user if given.
/// </summary>
internal sealed class SmallProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly (string Name, string Password)? _user;
    private readonly bool _socks;
    private readonly Task _accepting;

    public SmallProxy(bool socks = false, (string, string)? user = null)
    {
        (_socks, _user) = (socks, user);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What was connected to, in order.</summary>
    public ConcurrentQueue<string> Targets { get; } = new();

    /// <summary>While true, every connection ends at once.</summary>
    public bool Broken { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                if (Broken) return;
                if (_socks) await SocksAsync(client.GetStream());
                else await HttpAsync(client.GetStream());
            }
            catch (Exception ended) when (ended is IOException or OperationCanceledException or SocketException)
            {
                // The other side has gone.
            }
        }
    }

    private async Task HttpAsync(NetworkStream stream)
    {
        var head = await HeadAsync(stream);
        var (method, address) = (head.Split(' ')[0], head.Split(' ')[1]);
        if (_user is { } user)
        {
            var expected = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Name}:{user.Password}"));
            if (!head.Contains($"Proxy-Authorization: Basic {expected}", StringComparison.OrdinalIgnoreCase))
            {
                await WriteAsync(stream, "HTTP/1.1 407 Proxy Authentication Required\r\n"
                    + "Proxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                return;
            }
        }

        if (method == "CONNECT")
        {
            Targets.Enqueue(address);
            await WriteAsync(stream, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return;
        }

        var target = new Uri(address);
        Targets.Enqueue(target.Authority);
        using var upstream = new TcpClient();
        await upstream.ConnectAsync(target.Host, target.Port, _end.Token);
        await WriteAsync(upstream.GetStream(), head.Replace(address, target.PathAndQuery, StringComparison.Ordinal));
        await PipeAsync(stream, upstream.GetStream());
    }

    private async Task SocksAsync(NetworkStream stream)
    {
        var hello = await ReadAsync(stream, 2);
        var methods = await ReadAsync(stream, hello[1]);
        var method = (byte)(_user is null ? 0 : 2);
        if (!methods.Contains(method))
        {
            await stream.WriteAsync(new byte[] { 5, 255 }, _end.Token);
            return;
        }

        await stream.WriteAsync(new byte[] { 5, method }, _end.Token);
        if (_user is { } user && !await KnowsAsync(stream, user)) return;

        var request = await ReadAsync(stream, 4);
        var host = request[3] switch
        {
            1 => new IPAddress(await ReadAsync(stream, 4)).ToString(),
            3 => Encoding.ASCII.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0])),
            _ => new IPAddress(await ReadAsync(stream, 16)).ToString(),
        };
        var port = await ReadAsync(stream, 2);
        using var upstream = new TcpClient();
        await upstream.ConnectAsync(host, (port[0] << 8) + port[1], _end.Token);
        Targets.Enqueue($"{host}:{(port[0] << 8) + port[1]}");
        await stream.WriteAsync(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 }, _end.Token);
        await PipeAsync(stream, upstream.GetStream());
    }

    private async Task<bool> KnowsAsync(NetworkStream stream, (string Name, string Password) user)
    {
        var name = Encoding.UTF8.GetString(await ReadAsync(stream, (await ReadAsync(stream, 2))[1]));
        var password = Encoding.UTF8.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0]));
        var known = (name, password) == user;
        await stream.WriteAsync(new byte[] { 1, (byte)(known ? 0 : 1) }, _end.Token);
        return known;
    }

    private async Task PipeAsync(NetworkStream client, NetworkStream upstream) => await Task.WhenAny(
        client.CopyToAsync(upstream, _end.Token), upstream.CopyToAsync(client, _end.Token));

    private async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await ReadAsync(stream, 1))[0]);
        }

        return head.ToString();
    }

    private async Task<byte[]> ReadAsync(NetworkStream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, _end.Token);
        return bytes;
    }

    private async Task WriteAsync(NetworkStream stream, string text) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), _end.Token);
}

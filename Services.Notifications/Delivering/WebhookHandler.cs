using System.Net;
using System.Net.Sockets;

namespace BtcWatcher.Services.Notifications.Delivering;

/// <summary>
/// Connections of webhook channels. Only admins may create channels, so their addresses are trusted to reach this
/// machine and its network (own programs are a usual receiver). Not so link-local addresses: nothing of a user lives
/// there, but the credentials of cloud machines do. Redirects are not followed, for they would choose another address.
/// </summary>
internal static class WebhookHandler
{
    public static SocketsHttpHandler Create() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ActivityHeadersPropagator = null,
        ConnectCallback = ConnectAsync,
    };

    public static bool IsRefused(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.IsIPv6LinkLocal
            || (plain.AddressFamily == AddressFamily.InterNetwork && plain.GetAddressBytes() is [169, 254, _, _]);
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct);
        var allowed = addresses.Where(address => !IsRefused(address)).ToArray();
        if (allowed.Length == 0) throw new IOException("Link-local addresses are not allowed as receivers.");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

using System.Net;
using System.Net.WebSockets;
using System.Text.Json;

namespace BtcWatcher.Services.Api.Tests.Live;

/// <summary>A WebSocket as a browser uses it.</summary>
internal sealed class Browser : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1024 * 1024];

    public WebSocketCloseStatus? Closed => _socket.CloseStatus;

    public static async Task<Browser> ConnectAsync(ApiHost api, string token)
    {
        using var client = api.With(token);
        var ticket = await client.PostAsync("/api/v1/auth/ws-ticket", null).ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(30, ticket.GetProperty("expires_in").GetInt32());
        var browser = new Browser();
        await browser._socket.ConnectAsync(AddressOf(api, ticket.Text("ticket")), CancellationToken.None);
        return browser;
    }

    public static Uri AddressOf(ApiHost api, string ticket) =>
        new UriBuilder(api.Address) { Scheme = "ws", Path = "/ws", Query = "ticket=" + ticket }.Uri;

    public async Task SendAsync(object message)
    {
        using var timeout = new CancellationTokenSource(Limit);
        await _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, timeout.Token);
    }

    /// <summary>The server's answer.</summary>
    public async Task<JsonElement> SubscribeAsync(params object[] topics)
    {
        await SendAsync(new { type = "subscribe", topics });
        return (await ReceiveAsync("subscribed"))!.Value;
    }

    /// <summary>The next message of these types; null when the server closes.</summary>
    public async Task<JsonElement?> ReceiveAsync(params string[] types)
    {
        using var timeout = new CancellationTokenSource(Limit);
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(_buffer.AsMemory(length), timeout.Token);
                if (part.MessageType == WebSocketMessageType.Close) return null;
                length += part.Count;
            }
            while (!part.EndOfMessage);
            var message = JsonDocument.Parse(_buffer.AsMemory(0, length)).RootElement.Clone();
            if (types.Contains(message.Text("type"))) return message;
        }
    }

    public void Dispose() => _socket.Dispose();
}

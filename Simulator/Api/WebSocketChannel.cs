using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Api;

/// <summary>One websocket of /message/ws: reads subscriptions and requests, sends what it is given in order.</summary>
internal sealed class WebSocketChannel(WebSocket socket, Func<WebSocketChannel, string, object?, Task> onRequest)
{
    private static readonly HashSet<string> Topics =
    [
        "status", "warning", "exception", "startup", "entry", "entry_fill", "entry_cancel", "exit", "exit_fill",
        "exit_cancel",
        "protection_trigger", "protection_trigger_global", "strategy_msg", "whitelist", "analyzed_df", "new_candle",
    ];

    private const int LongestMessage = 1024 * 1024;

    private readonly Channel<byte[]> _outgoing = Channel.CreateBounded<byte[]>(1000);
    private HashSet<string> _subscribed = [];

    public bool Wants(string topic) => _subscribed.Contains(topic);

    public void Send(byte[] message) => _outgoing.Writer.TryWrite(message);

    /// <summary>Serves the connection until either side closes it.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var sending = SendLoopAsync(ct);
        try
        {
            await ReceiveLoopAsync(ct);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The client is gone.
        }

        _outgoing.Writer.TryComplete();
        await sending;
    }

    public async Task CloseAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await socket.CloseOutputAsync((WebSocketCloseStatus)1012, null, limit.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            socket.Abort();
        }
    }

    private async Task SendLoopAsync(CancellationToken ct)
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(ct))
            {
                await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, ct);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            socket.Abort();
        }
    }

    private async Task ReceiveLoopAsync(CancellationToken ct)
    {
        var buffer = new byte[4096];
        var length = 0;
        while (socket.State == WebSocketState.Open)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(length), ct);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ct);
                return;
            }

            length += result.Count;
            if (!result.EndOfMessage)
            {
                if (length >= LongestMessage)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, null, ct);
                    return;
                }

                Array.Resize(ref buffer, Math.Max(buffer.Length, length * 2));
                continue;
            }

            if (!await HandleAsync(buffer.AsMemory(0, length)))
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ct);
                return;
            }

            length = 0;
        }
    }

    /// <summary>False for what FreqTrade closes the connection on: text that is no JSON.</summary>
    private async Task<bool> HandleAsync(ReadOnlyMemory<byte> text)
    {
        PyDict? request;
        try
        {
            request = PyJson.Read(text.Span) as PyDict;
        }
        catch (JsonException)
        {
            return false;
        }

        var data = request?.Get("data");
        switch (request?.Text("type"))
        {
            case "subscribe" when data is List<object?> topics
                && topics.All(t => t is string name && Topics.Contains(name)):
                _subscribed = topics.Cast<string>().ToHashSet();
                break;
            case "whitelist" or "analyzed_df":
                await onRequest(this, request.Text("type")!, data);
                break;
        }

        return true;
    }
}

using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using BtcWatcher.Testing;
using Microsoft.AspNetCore.Http;

namespace BtcWatcher.Services.Gateway.Tests.FreqUi;

/// <summary>Makes a fake instance answer what a real FreqTrade was recorded to answer.</summary>
internal sealed class RecordedInstance
{
    private static readonly byte[] Nothing = "{}"u8.ToArray();
    private readonly Dictionary<string, byte[]> _bodies = [];
    private readonly List<WebSocket> _sockets = [];

    public RecordedInstance(FakeInstance instance)
    {
        using var index = JsonDocument.Parse(File.ReadAllText(Recorded.File("api/_index.json")));
        foreach (var entry in index.RootElement.EnumerateArray())
        {
            var file = Recorded.File("api/" + entry.GetProperty("file").GetString());
            if (entry.GetProperty("status").GetInt32() != 200 || !File.Exists(file)) continue;
            _bodies.TryAdd(entry.GetProperty("request").GetString()!.Split('?')[0], File.ReadAllBytes(file));
        }

        instance.Answer = AnswerAsync;
    }

    /// <summary>What it answers to everything but pings; 200 with the recorded body.</summary>
    public int Status { get; set; } = 200;

    public ConcurrentQueue<string> Frames { get; } = new();

    public byte[] BodyOf(string method, string path) =>
        _bodies.GetValueOrDefault($"{method} {path.Split('?')[0]}", Nothing);

    public async Task<WebSocket> SocketAsync(int number)
    {
        await Eventually.TrueAsync(() => { lock (_sockets) return _sockets.Count > number; });
        lock (_sockets) return _sockets[number];
    }

    public int Sockets
    {
        get { lock (_sockets) return _sockets.Count; }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        if (context.WebSockets.IsWebSocketRequest && Status == 200)
        {
            await ListenAsync(context);
            return;
        }

        context.Response.ContentType = "application/json";
        var body = Status == 200 ? BodyOf(context.Request.Method, context.Request.Path) : Nothing;
        await context.Response.Body.WriteAsync(body);
    }

    private async Task ListenAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        lock (_sockets) _sockets.Add(socket);
        var buffer = new byte[4096];
        try
        {
            while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                var got = await socket.ReceiveAsync(buffer, context.RequestAborted);
                if (got.MessageType == WebSocketMessageType.Text)
                {
                    Frames.Enqueue(Encoding.UTF8.GetString(buffer, 0, got.Count));
                }
                else if (socket.State == WebSocketState.CloseReceived)
                {
                    await socket.CloseOutputAsync(got.CloseStatus!.Value, null, CancellationToken.None);
                }
            }
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException)
        {
            // The test ended it.
        }
    }
}

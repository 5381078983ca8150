using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Bench.Gateway;

/// <summary>An instance whose websocket echoes, and which never answers a call for its profit.</summary>
internal sealed class SlowInstance : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SlowInstance(WebApplication app) => _app = app;

    public int Port => new Uri(_app.Urls.Single()).Port;

    public static async Task<SlowInstance> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseWebSockets();
        app.MapPost("/api/v1/token/login", () => Results.Ok(new { access_token = "a", refresh_token = "b" }));
        app.MapGet("/api/v1/profit", (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        app.Map("/api/v1/message/ws", EchoAsync);
        await app.StartAsync();
        return new SlowInstance(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[64];
        while (socket.State == WebSocketState.Open)
        {
            var got = await socket.ReceiveAsync(buffer, context.RequestAborted);
            if (got.MessageType == WebSocketMessageType.Close) return;
            await socket.SendAsync(buffer.AsMemory(0, got.Count), got.MessageType, true, context.RequestAborted);
        }
    }
}

using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace BtcWatcher.Services.Gateway.Tests.Forwarding;

public sealed class WebSocketTests : GatewayTest
{
    protected override (string Key, string Value)[] Settings => [("Gateway:ShortTimeout", "00:00:00.500")];

    [Theory]
    [InlineData("/api/strategy/1/api/v1/message/ws")]
    [InlineData("/api/strategy/1/message/ws")]
    public async Task Socket_WithAUsersToken_PassesFramesBothWaysWithTheInstancesToken(string path)
    {
        First.Answer = EchoAsync;
        using var socket = await ConnectAsync(path, Services.Tokens.For("viewer"));

        await SendAsync(socket, """{"type":"subscribe","data":["whitelist"]}""");
        Assert.Equal("""echo {"type":"subscribe","data":["whitelist"]}""", await ReceiveAsync(socket));
        Assert.Equal("/api/v1/message/ws?token=short-lived-1", First.Last.Target);
        Assert.Equal(("POST", "/api/v1/token/login"), (First.Requests.First().Method, First.Requests.First().Target));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", CancellationToken.None);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    [Fact]
    public async Task Socket_SilentForLongerThanAnyTimeout_StaysOpen()
    {
        First.Answer = EchoAsync;
        using var socket = await ConnectAsync("/api/strategy/1/message/ws", Services.Tokens.For("viewer"));
        // Longer than the timeout of the handshake, which is the time that this test is about.
        await Task.Delay(TimeSpan.FromSeconds(1.2));

        await SendAsync(socket, "still here");
        Assert.Equal("echo still here", await ReceiveAsync(socket));
    }

    [Fact]
    public async Task Socket_ClosedByTheInstance_ClosesWithItsCode()
    {
        First.Answer = async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.CloseAsync((WebSocketCloseStatus)1012, "reload", CancellationToken.None);
        };
        using var socket = await ConnectAsync("/api/strategy/1/message/ws", Services.Tokens.For("viewer"));

        var result = await socket.ReceiveAsync(new byte[100], CancellationToken.None);
        Assert.Equal((WebSocketMessageType.Close, 1012), (result.MessageType, (int)socket.CloseStatus!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?token=")]
    [InlineData("?token=undefined")]
    [InlineData("?token=instance-ws-token-1")]
    public async Task Socket_WithoutAUsersToken_Is401AndNotAsked(string query)
    {
        var fault = await Assert.ThrowsAsync<WebSocketException>(() => OpenAsync("/api/strategy/1/message/ws" + query));

        Assert.Contains("401", fault.Message, StringComparison.Ordinal);
        Assert.Empty(First.Requests);
    }

    [Fact]
    public async Task Socket_OfAnInstanceThatHangs_Is504()
    {
        First.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var fault = await Assert.ThrowsAsync<WebSocketException>(
            () => ConnectAsync("/api/strategy/1/message/ws", Services.Tokens.For("viewer")));

        Assert.Contains("504", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Socket_RefusedByTheInstance_Is503()
    {
        First.Answer = context => { context.Response.StatusCode = 403; return Task.CompletedTask; };
        var fault = await Assert.ThrowsAsync<WebSocketException>(
            () => ConnectAsync("/api/strategy/1/message/ws", Services.Tokens.For("viewer")));

        Assert.Contains("503", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_OfASocket_IsInNoLogLine()
    {
        First.Answer = EchoAsync;
        var token = Services.Tokens.For("viewer");
        using (await ConnectAsync("/api/strategy/1/message/ws", token))
        {
        }

        using var client = Gateway.As(null);
        using var other = await client.GetAsync($"/api/strategy/1/status?token={token}");
        Assert.Equal(401, (int)other.StatusCode);
        Assert.NotEmpty(Gateway.LogLines);
        Assert.DoesNotContain(Gateway.LogLines, line => line.Contains(token, StringComparison.Ordinal)
            || line.Contains(First.AccessToken, StringComparison.Ordinal));
    }

    private Task<ClientWebSocket> ConnectAsync(string path, string token) => OpenAsync($"{path}?token={token}");

    private async Task<ClientWebSocket> OpenAsync(string pathAndQuery)
    {
        var socket = new ClientWebSocket();
        var address = Gateway.Address.Replace("http://", "ws://", StringComparison.Ordinal);
        await socket.ConnectAsync(new Uri(address + pathAndQuery), TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[1000];
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer, context.RequestAborted);
            if (got.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", context.RequestAborted);
                return;
            }

            await SendAsync(socket, "echo " + Encoding.UTF8.GetString(buffer, 0, got.Count));
        }
    }

    private static Task SendAsync(WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    private static async Task<string> ReceiveAsync(WebSocket socket)
    {
        var buffer = new byte[1000];
        var got = await socket.ReceiveAsync(buffer, CancellationToken.None);
        return Encoding.UTF8.GetString(buffer, 0, got.Count);
    }
}

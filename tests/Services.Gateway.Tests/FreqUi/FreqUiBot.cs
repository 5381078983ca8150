using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace BtcWatcher.Services.Gateway.Tests.FreqUi;

/// <summary>One bot as FreqUI keeps it: address, two tokens, websockets; does one recorded step.</summary>
internal sealed class FreqUiBot(
    GatewayHost gateway, FakeServices services, RecordedInstance instance, int id, JsonElement frames) : IDisposable
{
    private static readonly AuthenticationHeaderValue Right = Basic("admin:right:password");
    private readonly HttpClient _client = gateway.With(null);
    private readonly List<(ClientWebSocket Client, int Number)> _sockets = [];
    private string _access = "";
    private string _refresh = "";
    private int _told;
    private int _heard;

    public int Id => id;

    /// <summary>A recorded line without time and bot, such as "GET /ping -> 200 (bot) auth Bearer".</summary>
    public async Task DoAsync(string step)
    {
        var words = step.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words[0] != "WS") await CallAsync(words[0], "/api/v1" + words[1], int.Parse(words[3]), words[4] == "(bot)");
        else if (words[1] == "UPGRADE") await UpgradeAsync(int.Parse(words[5]));
        else if (words[1] == "closed") await ClosedAsync();
        else if (words[2] == "close") await CloseAsync(words[1], int.Parse(words[3]));
        else if (words[1] == "client->bot") await TellAsync(words[3]);
        else await HearAsync(words[3]);
    }

    public void Dispose()
    {
        _client.Dispose();
        foreach (var (client, _) in _sockets) client.Dispose();
    }

    private async Task CallAsync(string method, string path, int status, bool ofInstance)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/strategy/{id}{path}");
        request.Headers.Add("Origin", GatewayHost.UiOrigin);
        if (method == "OPTIONS") request.Headers.Add("Access-Control-Request-Method", "GET");
        else if (method == "POST") request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        services.ApiAway = status == 503 && path.EndsWith("refresh", StringComparison.Ordinal);
        // The recording proxy's 502 stands for an answer of the instance's own: the gateway makes none.
        instance.Status = status == 502 ? 502 : 200;
        request.Headers.Authorization = method == "OPTIONS" ? null : CredentialsFor(path, status);
        using var response = await _client.SendAsync(request);
        services.ApiAway = false;

        var body = await response.Content.ReadAsByteArrayAsync();
        var text = Encoding.UTF8.GetString(body);
        Assert.True(status == (int)response.StatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        Assert.Equal(GatewayHost.UiOrigin, response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        if (status >= 400 && status != 502) Assert.StartsWith("{\"detail\":\"", text, StringComparison.Ordinal);
        if (status == 200 && path.Contains("/token/", StringComparison.Ordinal)) Keep(path, text);
        else if (status == 200 && ofInstance) Assert.Equal(instance.BodyOf(method, path), body);
    }

    // A 401 is what an expired token gets; FreqUI asks for another with its refresh token, and tries again.
    private AuthenticationHeaderValue? CredentialsFor(string path, int status) => path switch
    {
        "/api/v1/token/login" => status == 401 ? Basic("admin:wrong") : Right,
        "/api/v1/token/refresh" => new("Bearer", status == 401 ? new string('x', 43) : _refresh),
        _ => new("Bearer", status == 401 ? services.Tokens.For("admin", TimeSpan.FromMinutes(-1)) : _access),
    };

    private void Keep(string path, string text)
    {
        using var answer = JsonDocument.Parse(text);
        var names = answer.RootElement.EnumerateObject().Select(one => one.Name);
        var login = path.EndsWith("login", StringComparison.Ordinal);
        Assert.Equal(login ? ["access_token", "refresh_token"] : ["access_token"], names);
        _access = answer.RootElement.GetProperty("access_token").GetString()!;
        if (login) _refresh = answer.RootElement.GetProperty("refresh_token").GetString()!;
    }

    private async Task UpgradeAsync(int status)
    {
        instance.Status = status == 502 ? 502 : 200;
        var number = instance.Sockets;
        var socket = new ClientWebSocket();
        var address = gateway.Address.Replace("http://", "ws://", StringComparison.Ordinal);
        var connecting = socket.ConnectAsync(
            new Uri($"{address}/api/strategy/{id}/api/v1/message/ws?token={_access}"), CancellationToken.None);
        if (status == 502)
        {
            var fault = await Assert.ThrowsAsync<WebSocketException>(() => connecting);
            Assert.Contains("502", fault.Message, StringComparison.Ordinal);
            return;
        }

        await connecting;
        await instance.SocketAsync(number);
        _sockets.Add((socket, number));
        (_told, _heard) = (0, 0);
    }

    private async Task TellAsync(string type)
    {
        var text = Sample("client->bot", type);
        var (client, _) = _sockets[_told++ / 2 % _sockets.Count];
        instance.Frames.Clear();
        await client.SendAsync(
            Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);
        await BtcWatcher.Testing.Eventually.TrueAsync(() => instance.Frames.Contains(text));
    }

    private async Task HearAsync(string type)
    {
        var text = Sample("bot->client", type);
        var (client, number) = _sockets[_heard++ % _sockets.Count];
        var upstream = await instance.SocketAsync(number);
        await upstream.SendAsync(
            Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[4096];
        var got = await client.ReceiveAsync(buffer, CancellationToken.None);
        Assert.Equal(text, Encoding.UTF8.GetString(buffer, 0, got.Count));
    }

    private async Task CloseAsync(string direction, int code)
    {
        // Its own close is answered by the instance at once: what the recording shows after it is done already.
        if (_sockets.Count == 0) return;
        var (client, number) = _sockets[0];
        _sockets.RemoveAt(0);
        using (client)
        {
            var status = (WebSocketCloseStatus)code;
            if (direction == "client->bot") await client.CloseAsync(status, "", CancellationToken.None);
            else
            {
                var upstream = await instance.SocketAsync(number);
                await upstream.CloseOutputAsync(status, "", CancellationToken.None);
                var got = await client.ReceiveAsync(new byte[99], CancellationToken.None);
                Assert.Equal(WebSocketMessageType.Close, got.MessageType);
            }

            Assert.Equal(status, client.CloseStatus);
        }
    }

    private async Task ClosedAsync()
    {
        if (_sockets.Count == 0) return;
        var (client, number) = _sockets[0];
        _sockets.RemoveAt(0);
        (await instance.SocketAsync(number)).Abort();
        using (client) await Assert.ThrowsAsync<WebSocketException>(() => client.ReceiveAsync(new byte[99], default));
    }

    // The shape stands for frames of which the recording keeps no sample.
    private string Sample(string direction, string type)
    {
        var recorded = frames.EnumerateArray().First(frame =>
            frame.GetProperty("direction").GetString() == direction && frame.TryGetProperty("type", out var its)
            && its.GetString() == type);
        return recorded.GetProperty(recorded.TryGetProperty("sample", out _) ? "sample" : "shape").GetRawText();
    }

    private static AuthenticationHeaderValue Basic(string text) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
}

using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace BtcWatcher.Simulator.Tests.Contract;

/// <summary>/message/ws: tokens, subscriptions, flat messages of the recorded shape.</summary>
public sealed class WebSocketTests
{
    [Fact]
    public async Task SubscribedTopics_Messages_HaveTheRecordedShape()
    {
        var recorded = File.ReadLines(Path.Combine(Recordings.Needed(), "websocket.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .GroupBy(m => m.GetProperty("type").GetString()!).ToDictionary(g => g.Key, g => g.First());
        await using var bot = await StartAsync();
        using var socket = await ConnectAsync(bot, "wstoken-0123456789");
        await SendAsync(socket, $$"""{"type":"subscribe","data":["{{string.Join("\",\"", recorded.Keys)}}","analyzed_df"]}""");
        await SendAsync(socket, """{"type":"whitelist","data":null}""");
        Assert.Equal("""{"type":"whitelist","data":["BTC/USDT"]}""", (await NextAsync(socket, "whitelist")).GetRawText());
        await bot.SendAsync(HttpMethod.Post, "forceenter", """{"pair":"LTC/USDT","entry_tag":"flip"}""");
        await bot.SendAsync(HttpMethod.Post, "forceexit", """{"tradeid":"all"}""");
        var types = recorded.Keys.Except(["whitelist", "exit_cancel"]).ToList();
        var ours = await AllAsync(socket, [.. types, "analyzed_df"]);
        foreach (var type in types)
        {
            Assert.Empty(Shape.Differences(recorded[type], ours[type]).Select(p => $"{type}: {p}"));
            Assert.Equal(Names(recorded[type]), Names(ours[type]));
        }

        var frame = ours["analyzed_df"].GetProperty("data");
        Assert.Equal("dataframe", frame.GetProperty("df").GetProperty("__type__").GetString());
        using var table = JsonDocument.Parse(frame.GetProperty("df").GetProperty("__value__").GetString()!);
        Assert.Equal(table.RootElement.GetProperty("columns").GetArrayLength(), table.RootElement.GetProperty("data")[0]
            .GetArrayLength());
    }

    [Fact]
    public async Task WrongToken_IsRefusedWith403()
    {
        await using var bot = await StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(Uri(bot, "wrong"), default));
        Assert.Equal(403, (int)socket.HttpStatusCode);
    }

    [Fact]
    public async Task AccessToken_Connects_UnknownTopicIsIgnored_BrokenJsonCloses()
    {
        await using var bot = await StartAsync();
        var (_, body) = await bot.SendAsync(HttpMethod.Post, "token/login");
        using var login = JsonDocument.Parse(body);
        using var socket = await ConnectAsync(bot, login.RootElement.GetProperty("access_token").GetString()!);
        await SendAsync(socket, """{"type":"subscribe","data":["whitelist","nonsense"]}""");
        await SendAsync(socket, """{"type":"unknown"}""");
        await SendAsync(socket, """{"type":"analyzed_df","data":{"limit":3,"pair":"BTC/USDT"}}""");
        var frame = (await NextAsync(socket, "analyzed_df")).GetProperty("data");
        using var table = JsonDocument.Parse(frame.GetProperty("df").GetProperty("__value__").GetString()!);
        Assert.Equal(3, table.RootElement.GetProperty("data").GetArrayLength());
        await SendAsync(socket, "{broken");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync(new byte[100], limit.Token)).MessageType);
    }

    [Fact]
    public async Task Stop_OpenSocket_IsClosed()
    {
        await using var bot = await StartAsync();
        using var socket = await ConnectAsync(bot, "wstoken-0123456789");
        bot.Signal("TERM");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        Assert.Equal(1012, (int?)(await socket.ReceiveAsync(new byte[100], limit.Token)).CloseStatus);
        Assert.Equal(0, (await bot.ExitAsync()).Code);
    }

    [Fact]
    public async Task Cors_KnownAndForeignOrigins_AreAnsweredAsByStarlette()
    {
        await using var bot = await StartAsync();
        async Task<HttpResponseMessage> AskAsync(HttpMethod method, string origin)
        {
            using var request = new HttpRequestMessage(method, "api/v1/version");
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", "GET");
            request.Headers.Add("Access-Control-Request-Headers", "authorization");
            return await bot.Http.SendAsync(request);
        }

        using var known = await AskAsync(HttpMethod.Options, "http://ui.example");
        Assert.Equal((200, "http://ui.example", "true", "authorization"), ((int)known.StatusCode,
            One(known, "access-control-allow-origin"), One(known, "access-control-allow-credentials"),
                One(known, "access-control-allow-headers")));
        using var foreign = await AskAsync(HttpMethod.Options, "http://evil.example");
        Assert.Equal((400, "Disallowed CORS origin"),
            ((int)foreign.StatusCode, await foreign.Content.ReadAsStringAsync()));
        using var simple = await AskAsync(HttpMethod.Get, "http://evil.example");
        Assert.Equal((200, false), ((int)simple.StatusCode, simple.Headers.Contains("access-control-allow-origin")));
    }

    [Theory]
    [InlineData("GET", "start", 404, """{"detail":"Not Found"}""")]
    [InlineData("POST", "nosuch", 405, """{"detail":"Method Not Allowed"}""")]
    [InlineData("DELETE", "version", 405, """{"detail":"Method Not Allowed"}""")]
    [InlineData("GET", "version/", 404, """{"detail":"Not Found"}""")]
    [InlineData("GET", "pair_candles?timeframe=1m", 422, """{"detail":[{"type":"missing","loc":["query","pair"],"msg":"Field required","input":null}]}""")]
    [InlineData("GET", "trades?limit=0", 422, """{"detail":[{"type":"greater_than_equal","loc":["query","limit"],"msg":"Input should be greater than or equal to 1","input":"0","ctx":{"ge":1}}]}""")]
    [InlineData("GET", "backtest", 503, """{"detail":"Bot is not in the correct state."}""")]
    public async Task OddRequests_AreRefusedAsByFastApi(string method, string path, int status, string body)
    {
        await using var bot = await StartAsync();
        Assert.Equal((status, body), await bot.SendAsync(new HttpMethod(method), path));
    }

    [Fact]
    public async Task PairCandles_PostWithColumns_DropsTagsUnlessListed()
    {
        await using var bot = await StartAsync();
        var (_, body) = await bot.SendAsync(HttpMethod.Post, "pair_candles", """{"pair":"BTC/USDT","timeframe":"1m","limit":500,"columns":["rsi"]}""");
        using var history = JsonDocument.Parse(body);
        Assert.Equal(
            ["date", "open", "high", "low", "close", "volume", "rsi", "enter_long", "exit_long", "__date_ts",
            "_enter_long_signal_close", "_exit_long_signal_close"],
            history.RootElement.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!));
        Assert.Equal(500, history.RootElement.GetProperty("data").GetArrayLength());
        var all = history.RootElement.GetProperty("all_columns").EnumerateArray().Select(c => c.GetString());
        Assert.Contains("signal_strength", all);
    }

    private static async Task<SimulatorProcess> StartAsync()
    {
        var bot = new SimulatorProcess().Write();
        bot.Start();
        await bot.ReadyAsync();
        return bot;
    }

    private static string? One(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) ? values.Single() : null;

    private static Uri Uri(SimulatorProcess bot, string token) =>
        new($"ws://127.0.0.1:{bot.Port}/api/v1/message/ws?token={token}");

    private static async Task<ClientWebSocket> ConnectAsync(SimulatorProcess bot, string token)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(Uri(bot, token), TestContext.Current.CancellationToken);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true,
            TestContext.Current.CancellationToken);

    /// <summary>The first message of each type, in whatever order they come.</summary>
    private static async Task<Dictionary<string, JsonElement>> AllAsync(ClientWebSocket socket, HashSet<string> types)
    {
        var found = new Dictionary<string, JsonElement>();
        while (found.Count < types.Count)
        {
            var message = await NextAsync(socket, null);
            var type = message.GetProperty("type").GetString()!;
            if (types.Contains(type))
            {
                found.TryAdd(type, message);
            }
        }

        return found;
    }

    private static async Task<JsonElement> NextAsync(ClientWebSocket socket, string? type)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[1 << 20];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(length), limit.Token);
                length += part.Count;
            }
            while (!part.EndOfMessage);
            using var message = JsonDocument.Parse(buffer.AsMemory(0, length));
            if (type is null || message.RootElement.GetProperty("type").GetString() == type)
            {
                return message.RootElement.Clone();
            }
        }
    }

    private static IEnumerable<string> Names(JsonElement value) => value.EnumerateObject().Select(p => p.Name);
}

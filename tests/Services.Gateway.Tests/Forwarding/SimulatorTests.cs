using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Gateway.Tests.Forwarding;

/// <summary>Through the gateway to an instance that is a process of its own and speaks as FreqTrade does.</summary>
public sealed class SimulatorTests : IAsyncLifetime
{
    private static readonly string[] Reading =
    [
        "status", "locks", "profit_all", "trades?limit=500&offset=0", "balance", "whitelist", "blacklist",
        "performance", "entries", "exits", "mix_tags", "daily?timescale=20", "health", "count", "version", "sysinfo",
        "plot_config", "pair_candles?pair=ETH%2FUSDT&timeframe=5m&limit=3", "strategy/RsiEth",
    ];

    private FakeServices? _services;
    private SimulatedInstance? _instance;
    private GatewayHost? _gateway;

    private GatewayHost Gateway => _gateway!;

    public async ValueTask InitializeAsync()
    {
        _instance = await SimulatedInstance.StartAsync(3);
        _services = await FakeServices.StartAsync();
        _services.SetRoutes(_instance.Route);
        _gateway = await GatewayHost.StartAsync(_services);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        if (_services is not null) await _services.DisposeAsync();
        if (_instance is not null) await _instance.DisposeAsync();
    }

    [Fact]
    public async Task Instance_ThroughTheGateway_DoesWhatFreqUiAndFreqtradeClientNeed()
    {
        Assert.Equal("pong", (await GetAsync(null, "ping")).GetProperty("status").GetString());
        Assert.Equal("strategy-3", (await GetAsync("viewer", "show_config")).GetProperty("bot_name").GetString());
        foreach (var call in Reading) await GetAsync("viewer", call);

        await PostAsync("viewer", "stop", HttpStatusCode.Forbidden);
        Assert.Equal("paused", await StateAfterAsync("stopbuy", "paused"));
        Assert.Equal("running", await StateAfterAsync("start", "running"));
        await PostAsync("operator", "forceexit", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Instance_ThroughTheGateway_SendsItsWebsocketMessages()
    {
        using var socket = new ClientWebSocket();
        var address = Gateway.Address.Replace("http://", "ws://", StringComparison.Ordinal);
        await socket.ConnectAsync(
            new Uri($"{address}/api/strategy/3/api/v1/message/ws?token={_services!.Tokens.For("viewer")}"),
            TestContext.Current.CancellationToken);
        await socket.SendAsync(
            """{"type":"whitelist","data":null}"""u8.ToArray(), WebSocketMessageType.Text, true,
            TestContext.Current.CancellationToken);

        var buffer = new byte[10_000];
        var got = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        var message = JsonDocument.Parse(Encoding.UTF8.GetString(buffer, 0, got.Count)).RootElement;
        Assert.Equal("whitelist", message.GetProperty("type").GetString());
        Assert.Equal("ETH/USDT", message.GetProperty("data")[0].GetString());
    }

    [Fact]
    public async Task Status_OfARunningInstance_IsHealthy()
    {
        using var client = Gateway.As("viewer");
        using var response = await client.GetAsync("/api/strategies/status");
        var one =
            JsonDocument.Parse(
                await response.Content.ReadAsStringAsync()).RootElement.GetProperty("strategies").GetProperty("3");

        Assert.Equal("healthy", one.GetProperty("status").GetString());
        Assert.NotEmpty(one.GetProperty("data").GetProperty("state").GetString()!);
    }

    private async Task<string?> StateAfterAsync(string action, string wanted)
    {
        await PostAsync("operator", action, HttpStatusCode.OK);
        string? state = null;
        await Eventually.TrueAsync(async () =>
            (state = (await GetAsync("viewer", "show_config")).GetProperty("state").GetString()) == wanted);
        return state;
    }

    private async Task PostAsync(string role, string call, HttpStatusCode expected)
    {
        using var client = Gateway.As(role);
        using var response = await client.PostAsync("/api/strategy/3/api/v1/" + call, null);
        Assert.Equal((call, expected), (call, response.StatusCode));
    }

    private async Task<JsonElement> GetAsync(string? role, string call)
    {
        using var client = Gateway.As(role);
        using var response = await client.GetAsync("/api/strategy/3/api/v1/" + call);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{call}: {(int)response.StatusCode} {body}");
        return JsonDocument.Parse(body).RootElement;
    }
}

using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.Live;
using BtcWatcher.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Api.Tests.Live;

public sealed class LiveTests(Servers servers)
{
    private readonly ApiHost _api = servers.Api;

    [Fact]
    public async Task Connect_WithATicket_GreetsAndSubscribes()
    {
        using var browser = await Browser.ConnectAsync(_api, (await _api.UserAsync(Policies.Viewer)).AccessToken);

        var hello = (await browser.ReceiveAsync("hello"))!.Value;
        await browser.SendAsync(new { type = "subscribe", topics = new[] { "signals", "alerts" } });
        var subscribed = (await browser.ReceiveAsync("subscribed"))!.Value;
        await browser.SendAsync(new { type = "subscribe", topics = new[] { "everything" } });
        var error = await browser.ReceiveAsync("error");

        Assert.True(hello.GetProperty("simulated").GetBoolean());
        Assert.Equal(
            ["signals", "strategies", "alerts", "notifications", "system", "capacity"],
            hello.GetProperty("topics").EnumerateArray().Select(topic => topic.GetString()));
        Assert.Equal(["signals", "alerts"], subscribed.GetProperty("topics").EnumerateArray()
            .Select(topic => topic.GetString()));
        Assert.NotNull(error);
    }

    [Fact]
    public async Task Ticket_UsedTwice_IsRefused()
    {
        using var client = await _api.AsAsync(Policies.Viewer);
        var ticket = (await client.PostAsync("/api/v1/auth/ws-ticket", null)
            .ExpectAsync(HttpStatusCode.OK)).Text("ticket");
        using var first = new ClientWebSocket();
        await first.ConnectAsync(Browser.AddressOf(_api, ticket), CancellationToken.None);

        foreach (var worthless in (string[])[ticket, "unknown", ""])
        {
            using var second = new ClientWebSocket();
            second.Options.CollectHttpResponseDetails = true;
            await Assert.ThrowsAsync<WebSocketException>(() =>
                second.ConnectAsync(Browser.AddressOf(_api, worthless), CancellationToken.None));
            Assert.Equal(HttpStatusCode.Unauthorized, second.HttpStatusCode);
        }

        using var plain = _api.Anonymous();
        await plain.GetAsync("/ws").ExpectProblemAsync(HttpStatusCode.UpgradeRequired, "live:websocket_expected");
    }

    [Fact]
    public async Task Signals_FromTheBroker_ReachOnlySubscribers()
    {
        await using var api = await servers.StartAsync(broker: await servers.OwnBrokerAsync());
        var token = (await api.UserAsync(Policies.Viewer)).AccessToken;
        using var watcher = await Browser.ConnectAsync(api, token);
        using var other = await Browser.ConnectAsync(api, token);
        await watcher.SubscribeAsync("signals");
        await other.SubscribeAsync("alerts");

        await SayAsync(api, new SignalsRecorded { Position = 8, Signals = [Signal(7), Signal(8)] });
        await SayAsync(api, new AlertResolved { Key = "instance:1:gave_up", At = DateTimeOffset.UnixEpoch });

        var first = (await watcher.ReceiveAsync("event"))!.Value;
        Assert.Equal("signals", first.Text("topic"));
        Assert.Equal(7, first.GetProperty("position").GetInt64());
        Assert.Equal("P0", first.GetProperty("data").Text("priority"));
        Assert.Equal("strong", first.GetProperty("data").Text("level"));
        Assert.Equal(1.5m, first.GetProperty("data").GetProperty("indicators").GetProperty("rsi").GetDecimal());
        Assert.Equal(8, (await watcher.ReceiveAsync("event"))!.Value.GetProperty("position").GetInt64());
        var alert = (await other.ReceiveAsync("event"))!.Value;
        Assert.Equal("alerts", alert.Text("topic"));
        Assert.Equal("resolved", alert.GetProperty("data").Text("state"));
        Assert.False(alert.TryGetProperty("position", out _));
    }

    [Fact]
    public async Task InstanceEvents_FromTheBroker_ChangeTheStateThatIsShown()
    {
        await using var api = await servers.StartAsync(broker: await servers.OwnBrokerAsync());
        using var client = await api.AsAsync(Policies.Operator);
        var id = await Strategies.StrategyTests.CreateAsync(client, "watched");
        using var browser = await Browser.ConnectAsync(api, (await api.UserAsync(Policies.Viewer)).AccessToken);
        await browser.SubscribeAsync("strategies");
        var at = DateTimeOffset.UtcNow;

        await SayAsync(api, new InstanceStarted
        {
            StrategyId = id,
            Generation = 1,
            Version = 1,
            Port = 8081,
            Pid = 4711,
            At = at,
        });
        var started = (await browser.ReceiveAsync("event"))!.Value.GetProperty("data");
        var running = await client.GetAsync($"/api/v1/strategies/{id}").ExpectAsync(HttpStatusCode.OK);
        await SayAsync(api, new InstanceGaveUp
        {
            StrategyId = id,
            Generation = 1,
            At = at.AddSeconds(1),
            Reason = "no code",
        });
        var gaveUp = (await browser.ReceiveAsync("event"))!.Value.GetProperty("data");

        Assert.Equal("running", started.Text("state"));
        Assert.Equal(1, started.GetProperty("generation").GetInt64());
        Assert.Equal("running", running.Text("state"));
        Assert.Equal(8081, running.GetProperty("port").GetInt32());
        Assert.Equal(4711, running.GetProperty("pid").GetInt32());
        Assert.Equal("gave_up", gaveUp.Text("state"));
        Assert.Equal("no code", gaveUp.Text("reason"));
        var overview = await client.GetAsync("/api/v1/strategies/overview").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(0, overview.GetProperty("summary").GetProperty("running_strategies").GetInt32());
        Assert.Equal("gave_up", overview.GetProperty("strategies")[0].Text("runtime_status"));
    }

    [Fact]
    public async Task Logout_OfTheSession_ClosesItsSocketWithinSeconds()
    {
        var token = (await _api.UserAsync(Policies.Viewer)).AccessToken;
        using var browser = await Browser.ConnectAsync(_api, token);
        await browser.ReceiveAsync("hello");

        using var client = _api.With(token);
        await client.PostAsync("/api/v1/auth/logout", null).ExpectAsync(HttpStatusCode.NoContent);

        Assert.Null(await browser.ReceiveAsync("nothing that is ever sent"));
        Assert.Equal(LiveClient.SessionEnded, browser.Closed);
    }

    [Fact]
    public async Task SlowClient_BeyondItsQueue_IsToldHowMuchItMissed()
    {
        await using var api = await servers.StartAsync(new() { ["Live:QueueLength"] = "4" });
        using var browser = await Browser.ConnectAsync(api, (await api.UserAsync(Policies.Viewer)).AccessToken);
        await browser.SubscribeAsync("capacity");
        var hub = api.Services.GetRequiredService<LiveHub>();
        var filler = new string('x', 200_000);

        // More than the queue and the socket's own buffers hold.
        for (var i = 0; i < 400; i++) hub.Publish(LiveTopic.Capacity, new { filler });

        var lagging = (await browser.ReceiveAsync("lagging"))!.Value;
        Assert.InRange(lagging.GetProperty("dropped").GetInt64(), 1, 396);
    }

    [Fact]
    public async Task Ping_InItsInterval_Arrives()
    {
        await using var api = await servers.StartAsync(
            new() { ["Live:PingInterval"] = "00:00:00.2", ["Live:CheckInterval"] = "00:00:00.1" });
        using var browser = await Browser.ConnectAsync(api, (await api.UserAsync(Policies.Viewer)).AccessToken);

        Assert.NotNull(await browser.ReceiveAsync("ping"));
        browser.Dispose();
        await Eventually.TrueAsync(() => api.Services.GetRequiredService<LiveHub>().Count == 0);
    }

    private static Signal Signal(long position) => new()
    {
        Id = Guid.CreateVersion7(),
        Position = position,
        StrategyId = 1,
        Strategy = "A",
        Kind = SignalKind.Signal,
        Event = "strategy_msg",
        EventTime = DateTimeOffset.UnixEpoch,
        ReceivedAt = DateTimeOffset.UnixEpoch,
        Level = SignalLevel.Strong,
        Priority = SignalPriority.P0,
        Indicators = new JsonObject { ["rsi"] = 1.5 },
    };

    // As another service says it: through an outbox and the broker.
    private static async Task SayAsync(ApiHost api, object message)
    {
        await using var scope = api.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ApiDbContext>();
        scope.ServiceProvider.GetRequiredService<Outbox>().Add(db, message);
        await db.SaveChangesAsync();
    }
}

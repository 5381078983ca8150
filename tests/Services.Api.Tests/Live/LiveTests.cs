using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Live;
using BtcWatcher.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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
            ["signals", "strategies", "alerts", "notifications", "system", "capacity", "jobs", "logs"],
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

        await api.SayAsync(new SignalsRecorded
        {
            Position = 8, Signals = [LiveSamples.Signal(7), LiveSamples.Signal(8)],
        });
        await api.SayAsync(new AlertResolved { Key = "instance:1:gave_up", At = DateTimeOffset.UnixEpoch });

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
        Assert.NotNull(LivePosition.Parse(alert.Text("position")));
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

        await api.SayAsync(new InstanceStarted
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
        await api.SayAsync(new InstanceGaveUp
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
    public async Task SlowClient_BeyondItsQueue_IsToldHowMuchItMissedAndGoesOn()
    {
        await using var api = await servers.StartAsync(new() { ["Live:QueueLength"] = "4" });
        using var browser = await Browser.ConnectAsync(api, (await api.UserAsync(Policies.Viewer)).AccessToken);
        var hub = api.Services.GetRequiredService<LiveHub>();
        var filler = LiveMessages.Data(new string('x', 200_000));

        Publish(hub, 1, filler);
        await browser.SubscribeAsync("signals");

        // More than the queue and the socket's own buffers hold.
        for (var i = 2; i <= 400; i++) Publish(hub, i, filler);

        var (events, missed, position, after) = (0, 0L, 0L, (long?)null);
        while (position < 400)
        {
            var got = (await browser.ReceiveAsync("event", "summary"))!.Value;
            var summary = got.Text("type") == "summary" ? got.GetProperty("topics").GetProperty("signals") : got;
            position = summary.GetProperty("position").GetInt64();
            if (got.Text("type") == "event") events++;
            else missed += summary.GetProperty("missed").GetInt64();
            if (got.Text("type") == "summary") after ??= summary.GetProperty("after").GetInt64();
        }

        Assert.Equal(399, events + missed);
        Assert.InRange(missed, 5, 399);

        // What it missed can be had, at its own pace.
        await browser.SubscribeAsync(new { topic = "signals", after });
        for (var next = after!.Value + 1; next <= 400; next++)
        {
            var again = (await browser.ReceiveAsync("event", "resync", "summary"))!.Value;
            Assert.Equal(next, again.GetProperty("position").GetInt64());
        }
    }

    [Fact]
    public async Task Logs_OfAStrategy_ComeOnceAndGoOn()
    {
        var more = new TaskCompletionSource();
        await using var supervisor = await Neighbour.StartAsync(app => app.MapGet(
            "/internal/instances/7/logs/stream", async (HttpContext context) =>
            {
                await context.Response.WriteAsync(
                    "data: {\"level\":\"info\",\"text\":\"old\"}\n\n: follows\n\n");
                await context.Response.Body.FlushAsync();
                await more.Task;
                await context.Response.WriteAsync("data: {\"level\":\"error\",\"text\":\"new\"}\n\n");
            }));
        await using var api = await servers.StartAsync(new() { ["services:supervisor:http:0"] = supervisor.Address });
        var token = (await api.UserAsync(Policies.Viewer)).AccessToken;
        using var first = await Browser.ConnectAsync(api, token);
        using var second = await Browser.ConnectAsync(api, token);
        var wish = new { topic = "logs", strategy_ids = (int[])[7] };

        await first.SubscribeAsync(wish);
        var old = await NextLineAsync(first);
        await second.SubscribeAsync(wish);
        var sameOld = await NextLineAsync(second);
        more.SetResult();

        Assert.Equal(("old", "old"), (old, sameOld));
        Assert.Equal(("new", "new"), (await NextLineAsync(first), await NextLineAsync(second)));
    }

    [Fact]
    public async Task Job_ThatIsAccepted_ShowsItsProgress()
    {
        await using var api = await servers.StartAsync();
        using var client = await api.AsAsync(Policies.Operator);
        var id = await Strategies.StrategyTests.CreateAsync(client, "one of many");
        using var browser = await Browser.ConnectAsync(api, (await api.UserAsync(Policies.Viewer)).AccessToken);
        await browser.SubscribeAsync("jobs");

        var accepted = await client.PostAsJsonAsync("/api/v1/strategies/bulk/start", new { strategy_ids = (int[])[id] })
            .ExpectAsync(HttpStatusCode.Accepted);

        var shown = (await browser.ReceiveAsync("event"))!.Value.GetProperty("data");
        Assert.Equal(accepted.Text("job_id"), shown.Text("job_id"));
        Assert.Equal("running", shown.Text("state"));
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

    private static void Publish(LiveHub hub, long position, byte[] data)
    {
        if (hub.Log(LiveTopic.Signals).Head is null) hub.Log(LiveTopic.Signals).Begin(new(position - 1));
        hub.Publish(new(
            LiveTopic.Signals, new(position), default, LiveMessages.Event(LiveTopic.Signals, data, new(position))));
    }

    private static async Task<string> NextLineAsync(Browser browser) =>
        (await browser.ReceiveAsync("event"))!.Value.GetProperty("data").Text("text");
}

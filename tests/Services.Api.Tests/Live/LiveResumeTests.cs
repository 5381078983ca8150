using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Api.Live;
using BtcWatcher.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Api.Tests.Live;

public sealed class LiveResumeTests(Servers servers)
{
    [Fact]
    public async Task Resume_WhileEventsFlow_HasNoGapAndNoDouble()
    {
        const int count = 400;
        await using var api = await servers.StartAsync(broker: await servers.OwnBrokerAsync());
        var token = (await api.UserAsync(Policies.Viewer)).AccessToken;
        var (seen, position) = (new List<int>(), await StartPositionAsync(api, token, "alerts"));

        var flowing = Task.Run(async () =>
        {
            for (var i = 0; i < count; i++) await api.ShowAsync(LiveTopic.Alerts, i);
        });
        while (seen.Count < count)
        {
            using var browser = await Browser.ConnectAsync(api, token);
            await browser.SubscribeAsync(new { topic = "alerts", after = position });
            for (var i = 0; i < 60 && seen.Count < count; i++)
            {
                var got = (await browser.ReceiveAsync("event", "resync"))!.Value;
                seen.Add(got.GetProperty("data").GetProperty("number").GetInt32());
                position = got.Text("position");
            }
        }

        await flowing;
        Assert.Equal(Enumerable.Range(0, count), seen);
    }

    [Fact]
    public async Task Resume_AtAnotherProcess_GoesOnWhereTheFirstEnded()
    {
        var (broker, database, streams) =
            (await servers.OwnBrokerAsync(), await servers.OwnDatabaseAsync(), $"test:{Guid.NewGuid():N}");
        Dictionary<string, string?> settings = new() { ["Live:Streams"] = streams };
        await using var first = await servers.StartAsync(settings, database, broker);
        await using var second = await servers.StartAsync(settings, database, broker);
        var token = (await first.UserAsync(Policies.Viewer)).AccessToken;
        using var here = await Browser.ConnectAsync(first, token);
        using var there = await Browser.ConnectAsync(second, token);
        await here.SubscribeAsync("capacity");
        await there.SubscribeAsync("capacity");

        // Both processes hear of each; it must come once.
        for (var i = 1; i <= 3; i++) await first.SayAsync(Capacity(i));
        var (left, right) = (await ReadAsync(here, 3), await ReadAsync(there, 3));
        await using var third = await servers.StartAsync(settings, database, broker);
        using var late = await Browser.ConnectAsync(third, token);
        await late.SubscribeAsync(new { topic = "capacity", after = left[0].Position });
        var again = await ReadAsync(late, 2);
        await third.SayAsync(Capacity(4));

        Assert.Equal([1, 2, 3], left.Select(one => one.Number).Order());
        Assert.Equal(left, right);
        Assert.Equal(left[1..], again);
        Assert.Equal(4, (await ReadAsync(here, 1))[0].Number);
        Assert.Equal(4, (await ReadAsync(late, 1))[0].Number);
    }

    [Fact]
    public async Task Signals_ThatTheBrokerDidNotBring_AreReadFromSignals()
    {
        var stored = 10;
        await using var signals = await SignalsAsync(() => stored);
        await using var api = await servers.StartAsync(new() { ["services:signals:http:0"] = signals.Address });
        var follower = api.Services.GetRequiredService<SignalFollower>();
        var log = api.Services.GetRequiredService<LiveHub>().Log(LiveTopic.Signals);
        await Eventually.TrueAsync(() => log.Head == new LivePosition(10));
        var token = (await api.UserAsync(Policies.Viewer)).AccessToken;
        using var browser = await Browser.ConnectAsync(api, token);
        await browser.SubscribeAsync(new { topic = "signals", after = 7 });
        using var other = await Browser.ConnectAsync(api, token);
        await other.SubscribeAsync(new { topic = "signals", strategy_ids = (int[])[2], levels = (string[])["weak"] });

        stored = 14;
        // 11 to 13 are lost on the way, 14 comes twice, and the one that this browser wants comes late.
        foreach (var position in (long[])[14, 14, 12, 15])
        {
            await follower.HearAsync(
                new() { Position = position, Signals = [LiveSamples.Signal(position)] }, CancellationToken.None);
        }

        var chosen = LiveSamples.Signal(16, strategy: 2, SignalLevel.Weak);
        await follower.HearAsync(new() { Position = 16, Signals = [chosen] }, CancellationToken.None);

        var all = new List<long>();
        for (var i = 0; i < 9; i++)
        {
            all.Add((await browser.ReceiveAsync("event", "resync"))!.Value.GetProperty("position").GetInt64());
        }

        Assert.Equal([8, 9, 10, 11, 12, 13, 14, 15, 16], all);
        Assert.Equal(16, (await other.ReceiveAsync("event"))!.Value.GetProperty("position").GetInt64());
    }

    [Theory]
    [InlineData("alerts", "\"1-0\"")] // Long ago.
    [InlineData("alerts", "\"9999999999999-0\"")] // Of a Redis that was emptied.
    [InlineData("signals", "1")] // Nobody can tell: Signals does not answer.
    public async Task Position_ThatNobodyKnows_IsToldByResync(string topic, string after)
    {
        using var browser = await Browser.ConnectAsync(
            servers.Api, (await servers.Api.UserAsync(Policies.Viewer)).AccessToken);

        await browser.SubscribeAsync(new { topic, after = JsonDocument.Parse(after).RootElement });

        Assert.Equal(topic, (await browser.ReceiveAsync("resync"))!.Value.Text("topic"));
    }

    [Fact]
    public async Task Events_WithoutRedis_ComeWithoutAPosition()
    {
        await using var api = await servers.StartAsync(new() { ["ConnectionStrings:redis"] = null });
        using var browser = await Browser.ConnectAsync(api, (await api.UserAsync(Policies.Viewer)).AccessToken);
        var subscribed = await browser.SubscribeAsync("jobs");

        await api.ShowAsync(LiveTopic.Jobs, 5);

        var got = (await browser.ReceiveAsync("event"))!.Value;
        Assert.Equal(5, got.GetProperty("data").GetProperty("number").GetInt32());
        Assert.False(got.TryGetProperty("position", out _));
        Assert.Empty(subscribed.GetProperty("positions").EnumerateObject());
    }

    private static async Task<string> StartPositionAsync(ApiHost api, string token, string topic)
    {
        using var browser = await Browser.ConnectAsync(api, token);
        var log = api.Services.GetRequiredService<LiveHub>().Log(LiveTopic.Alerts);
        await Eventually.TrueAsync(() => log.Head is not null);
        return (await browser.SubscribeAsync(topic)).GetProperty("positions").Text(topic);
    }

    private static CapacitySampled Capacity(int running) => new()
    {
        At = DateTimeOffset.UnixEpoch, RunningStrategies = running, AvailableSlots = 0, MaxStrategies = 9,
        CanStartMore = true,
    };

    private static async Task<List<(int Number, string Position)>> ReadAsync(Browser browser, int count)
    {
        var all = new List<(int, string)>();
        while (all.Count < count)
        {
            var got = (await browser.ReceiveAsync("event", "resync"))!.Value;
            all.Add((got.GetProperty("data").GetProperty("running_strategies").GetInt32(), got.Text("position")));
        }

        return all;
    }

    private static Task<Neighbour> SignalsAsync(Func<int> stored) => Neighbour.StartAsync(app =>
    {
        app.MapGet("/internal/signals/position", () => Results.Json(new { position = stored() }));
        app.MapGet("/internal/signals", (long after_position) => Results.Json(
            new Page<Signal>(
                [.. Enumerable.Range(1, stored()).Where(position => position > after_position)
                    .Select(position => LiveSamples.Signal(position))],
                null, null),
            MessageJson.Options));
    });
}

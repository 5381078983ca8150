using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.History;
using BtcWatcher.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Notifications.Tests.Deciding;

public sealed class DecidingTests(Installation installation) : NotificationsTest(installation)
{
    [Fact]
    public async Task Limit_TwentySignals_FiveAtOnceAndTheRestHeld()
    {
        await Host.CreateWebhookAsync(Receiver.Url, limited: true);

        await Host.PublishAsync(Make.Batch([.. Enumerable.Range(0, 20).Select(n => Make.Signal(pair: $"P{n}/USDT"))]));

        await Eventually.TrueAsync(
            async () => (await HistoryAsync()).Count(n => n.State == NotificationState.Delivered) == 5);
        var held = (await HistoryAsync()).Where(n => n.State == NotificationState.Held).ToList();
        Assert.Equal(15, held.Count);
        Assert.All(held, row => Assert.Equal(HoldReason.RateLimit, row.Reason));
    }

    [Fact]
    public async Task Batch_OfP2_IsOneDigestThatListsThem()
    {
        await SetAsync(new() { RateLimiting = new() { BatchInterval = 1 }, Priorities = Delays(p2: 1) });
        await Host.CreateWebhookAsync(Receiver.Url, limited: true);
        var signals = Enumerable.Range(0, 3).Select(n => Make.Signal(SignalPriority.P2, $"P{n}/USDT")).ToArray();

        await Host.PublishAsync(Make.Batch(signals));

        await Eventually.TrueAsync(() => Receiver.Posts.Count == 1);
        var post = Receiver.Posts.First().Json;
        Assert.Equal("digest", post["kind"]!.GetValue<string>());
        Assert.Equal("Digest: 3 notifications", post["title"]!.GetValue<string>());
        Assert.Equal(
            signals.Select(signal => signal.Id),
            post["data"]!.AsArray().Select(item => item!["signal_id"]!.GetValue<Guid>()));
        await Eventually.TrueAsync(async () =>
            (await HistoryAsync())
                .Exists(n => n is { Kind: NotificationKind.Digest, State: NotificationState.Delivered }));
        var history = await HistoryAsync();
        var digest = history.Single(row => row.Kind == NotificationKind.Digest);
        Assert.Equal(3, history.Count(row => row.State == NotificationState.Digested && row.DigestId == digest.Id));
    }

    [Fact]
    public async Task Batch_OfOne_IsSentByItself()
    {
        await SetAsync(new() { RateLimiting = new() { BatchInterval = 1 }, Priorities = Delays(p2: 1) });
        await Host.CreateWebhookAsync(Receiver.Url, limited: true);

        await Host.PublishAsync(Make.Batch(Make.Signal(SignalPriority.P2)));

        await Eventually.TrueAsync(() => Receiver.Posts.Count == 1);
        Assert.Equal("signal", Receiver.Posts.First().Json["kind"]!.GetValue<string>());
    }

    [Fact]
    public async Task SamePair_Repeated_IsHeldUnlessTheStrengthRose()
    {
        await Host.CreateWebhookAsync(Receiver.Url, limited: true);

        await Host.PublishAsync(Make.Batch(
            Make.Signal(strength: 50), Make.Signal(strength: 55), Make.Signal(strength: 70),
            Make.Signal(strength: 70)));

        await Eventually.TrueAsync(async () => (await HistoryAsync()).Count == 4);
        Assert.Equal(
            [null, HoldReason.SamePair, null, HoldReason.SamePair], (await HistoryAsync()).Select(row => row.Reason));
    }

    [Fact]
    public async Task SamePair_InALaterMessage_IsHeldToo()
    {
        await Host.CreateWebhookAsync(Receiver.Url, limited: true);
        await Host.PublishAsync(Make.Batch(Make.Signal()));
        await Eventually.TrueAsync(async () => (await HistoryAsync()).Count == 1);

        await Host.PublishAsync(Make.Batch(Make.Signal()));

        await Eventually.TrueAsync(async () => (await HistoryAsync()).Count == 2);
        Assert.Equal(HoldReason.SamePair, (await HistoryAsync())[1].Reason);
    }

    [Fact]
    public async Task EveryLimitSwitchedOff_EverySignalIsSentAtOnce()
    {
        await SetAsync(new()
        {
            RateLimiting = new() { SamePairInterval = 0, GlobalMaxPerMinute = 0, BatchInterval = 0 },
        });
        await Host.CreateWebhookAsync(Receiver.Url, limited: true);

        var signals =
            Enumerable.Range(0, 12).Select(n => Make.Signal(n % 2 == 0 ? SignalPriority.P0 : SignalPriority.P2));
        await Host.PublishAsync(Make.Batch([.. signals]));

        await Eventually.TrueAsync(() => Receiver.Posts.Count == 12);
    }

    [Fact]
    public async Task Ignore_IsNotStored()
    {
        await Host.CreateWebhookAsync(Receiver.Url);

        await Host.PublishAsync(Make.Batch(Make.Signal(SignalPriority.Ignore), Make.Signal()));

        await Eventually.TrueAsync(async () => (await HistoryAsync()).Count > 0);
        Assert.Equal(SignalPriority.P0, Assert.Single(await HistoryAsync()).Priority);
    }

    [Fact]
    public async Task InstanceEvents_Inform_OnceForEachGeneration()
    {
        await Host.CreateWebhookAsync(Receiver.Url);
        var started = new InstanceStarted
        {
            StrategyId = 17, Generation = 3, Version = 2, Port = 8097, Pid = 4711,
            At = DateTimeOffset.UtcNow, Simulated = true,
        };

        await Host.PublishAsync(started);
        await Host.PublishAsync(started);
        await Host.PublishAsync(new InstanceCrashed
        {
            StrategyId = 17, Generation = 3, At = DateTimeOffset.UtcNow, Reason = "exit code 2",
        });

        await Eventually.TrueAsync(() => Receiver.Posts.Count == 2);
        Assert.Equal(
            ["#17: crashed, will be started again", "[SIMULATED] #17: started"],
            Receiver.Posts.Select(post => post.Json["title"]!.GetValue<string>()).Order());
    }

    [Fact]
    public async Task History_Filters_AndPages()
    {
        await Host.CreateWebhookAsync(Receiver.Url);
        var signals = Enumerable.Range(0, 3).Select(n => Make.Signal(pair: $"P{n}/USDT")).ToArray();
        await Host.PublishAsync(Make.Batch(signals));
        await Eventually.TrueAsync(
            async () => (await HistoryAsync()).Count(n => n.State == NotificationState.Delivered) == 3);

        var first = await GetAsync("/api/v1/notifications?limit=2");
        var second =
            await GetAsync($"/api/v1/notifications?limit=2&total=false&after={first["next"]!.GetValue<string>()}");
        var one = await GetAsync($"/api/v1/notifications?signal_id={signals[1].Id}&state=delivered&channel=hook");

        Assert.Equal((2, 3L), (first["items"]!.AsArray().Count, first["total"]!.GetValue<long>()));
        Assert.Null(Assert.Single(second["items"]!.AsArray())!["next"]);
        Assert.Null(second["total"]);
        Assert.Equal(
            signals[1].Id, Assert.Single(one["items"]!.AsArray())!["signal_id"]!.GetValue<Guid>());
        using var viewer = Host.As("viewer");
        Assert.Equal(
            System.Net.HttpStatusCode.BadRequest,
            (await viewer.GetAsync("/api/v1/notifications?state=lost")).StatusCode);
    }

    private static Dictionary<string, PrioritySettings> Delays(int p2) => new()
    {
        ["P0"] = new() { Channels = ["webhook"] },
        ["P2"] = new() { DelaySeconds = p2, Channels = ["webhook"] },
    };

    private async Task SetAsync(NotificationSettings settings)
    {
        Neighbours.Settings = new SettingsSnapshot { Version = 2, Notifications = settings };
        var inForce = Host.Services.GetRequiredService<ISettings>();
        await Eventually.TrueAsync(async () =>
        {
            await Host.PublishAsync(new SettingsChanged { Name = "notifications", Version = 2 });
            return inForce.Current.Version == 2;
        });
    }
}

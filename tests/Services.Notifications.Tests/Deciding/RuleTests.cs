using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.Deciding;
using BtcWatcher.Services.Notifications.Delivering;

namespace BtcWatcher.Services.Notifications.Tests.Deciding;

public sealed class RuleTests
{
    [Fact]
    public void ChannelFilter_Everything_IsWanted() =>
        Assert.True(
            ChannelFilter.Wants(Make.Channel(), SignalOccasion.Of(Make.Signal(at: Make.Noon)), new DeliveryRules()));

    [Theory]
    [InlineData("disabled")]
    [InlineData("level")]
    [InlineData("priority")]
    [InlineData("kind")]
    [InlineData("strategy")]
    [InlineData("created later")]
    public void ChannelFilter_OneMismatch_IsNotWanted(string what)
    {
        var channel = Make.Channel(change: channel =>
        {
            if (what == "disabled") channel.Enabled = false;
            if (what == "level") channel.MinLevel = SignalLevel.Strong;
            if (what == "priority") channel.Priorities = [SignalPriority.P1];
            if (what == "kind") channel.Kinds = [NotificationKind.Alert];
            if (what == "strategy") channel.Strategies = [18];
        });
        var at = what == "created later" ? Make.Noon.AddDays(-2) : Make.Noon;
        var signal = Make.Signal(at: at) with { Level = SignalLevel.Medium };

        Assert.False(ChannelFilter.Wants(channel, SignalOccasion.Of(signal), new DeliveryRules()));
    }

    [Fact]
    public void ChannelFilter_Ignore_IsNeverWanted() =>
        Assert.False(ChannelFilter.Wants(
            Make.Channel(), SignalOccasion.Of(Make.Signal(SignalPriority.Ignore, at: Make.Noon)), new DeliveryRules()));

    [Fact]
    public void ChannelFilter_PriorityWithoutThisKindOfChannel_IsNotWanted()
    {
        var rules = new DeliveryRules
        {
            Priorities = new Dictionary<SignalPriority, PriorityRule>
            {
                [SignalPriority.P0] = new(TimeSpan.Zero, new HashSet<ChannelKind> { ChannelKind.Email }),
            },
        };

        Assert.False(ChannelFilter.Wants(Make.Channel(), Make.Occasion(), rules));
        Assert.True(ChannelFilter.Wants(Make.Channel(ChannelKind.Email), Make.Occasion(), rules));
    }

    [Theory]
    [InlineData(0, 0, 100, 0)]
    [InlineData(82.5, 0, 100, 0.825)]
    [InlineData(0, -5, 5, 0.5)]
    [InlineData(2000, 0, 1000, 1)]
    public void ShareOf_Strength_IsItsPlaceInTheStrategysRange(double strength, double min, double max, double expected)
    {
        var scale = StrengthScale.Default with { Min = (decimal)min, Max = (decimal)max };

        Assert.Equal((decimal)expected, SignalOccasion.ShareOf((decimal)strength, scale));
    }

    [Fact]
    public void RulesInForce_Settings_AreTakenOver()
    {
        var settings = new NotificationSettings
        {
            RateLimiting = new() { SamePairInterval = 7, GlobalMaxPerMinute = 8, BatchInterval = 9 },
            TimeSlots = new Dictionary<string, TimeSlotSettings>
            {
                ["rest"] = new()
                {
                    StartTime = "18:00", EndTime = "09:00", EnabledPriorities = ["P0"],
                    EnabledChannels = ["sms", "webhook"],
                },
            },
        };

        var rules = RulesInForce.From(settings, new NotificationsOptions { TimeZone = "Asia/Shanghai" });

        Assert.Equal(TimeSpan.FromSeconds(7), rules.SamePairInterval);
        Assert.Equal(8, rules.MaxPerMinute);
        Assert.Equal(TimeSpan.FromSeconds(9), rules.BatchInterval);
        Assert.Equal(TimeSpan.FromSeconds(60), rules.For(SignalPriority.P1).Delay);
        Assert.True(rules.For(SignalPriority.P2).Allows(ChannelKind.Email));
        var slot = Assert.Single(rules.Slots.Slots);
        Assert.Equal([SignalPriority.P0], slot.Priorities);
        Assert.Equal([ChannelKind.Webhook], slot.Kinds);
        Assert.Equal("Asia/Shanghai", rules.Slots.Zone.Id);
    }

    [Theory]
    [InlineData(1, null, 5)]
    [InlineData(2, null, 10)]
    [InlineData(3, null, 20)]
    [InlineData(9, null, 300)]
    [InlineData(1, 90, 90)]
    [InlineData(1, 2, 5)]
    [InlineData(1, 86400, 3600)]
    public void RetryPolicy_DelayAfter_DoublesAndHeedsTheProvider(int attempts, int? asked, int seconds)
    {
        var policy = RetryPolicy.Of(new NotificationsOptions());

        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            policy.DelayAfter(attempts, asked is { } value ? TimeSpan.FromSeconds(value) : null));
    }

    [Fact]
    public void RetryPolicy_LastAttempt_IsFinal() =>
        Assert.Null(RetryPolicy.Of(new NotificationsOptions()).DelayAfter(50));

    [Fact]
    public void OrderedId_SameMoment_KeepsTheOrderAndIsVersion7()
    {
        var ids = Enumerable.Range(0, 4096).Select(index => OrderedId.Of(Make.Noon, index)).ToList();

        Assert.Equal(ids.OrderBy(id => id.ToString(), StringComparer.Ordinal), ids);
        Assert.All(ids, id => Assert.Equal((7, Make.Noon), (id.Version, CreatedAt(id))));

        static DateTimeOffset CreatedAt(Guid id) => DateTimeOffset.FromUnixTimeMilliseconds(
            Convert.ToInt64(id.ToString("N")[..12], 16));
    }

    [Theory]
    [InlineData("169.254.169.254", true)]
    [InlineData("::ffff:169.254.169.254", true)]
    [InlineData("fe80::1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("93.184.216.34", false)]
    public void WebhookHandler_LinkLocal_IsRefused(string address, bool refused) =>
        Assert.Equal(refused, WebhookHandler.IsRefused(System.Net.IPAddress.Parse(address)));
}

using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.Deciding;
using BtcWatcher.Services.Notifications.History;

namespace BtcWatcher.Services.Notifications.Tests.Deciding;

public sealed class PlannerTests
{
    private static readonly DateTimeOffset Now = Make.Noon;
    private static readonly DeliveryRules Rules = new();
    private readonly Channel _channel = Make.Channel();

    [Fact]
    public void P0_NothingBefore_IsSentNow() =>
        Assert.Equal(Plan.Send(Now), Plans().For(_channel, Make.Occasion(), Now));

    [Fact]
    public void P2_WithBatches_WaitsForItsDigest() =>
        Assert.Equal(
            Plan.Hold(Now.AddMinutes(5), HoldReason.Batch),
            Plans().For(_channel, Make.Occasion(SignalPriority.P2), Now));

    [Fact]
    public void P2_BatchesSwitchedOff_IsSentNow() =>
        Assert.Equal(
            Plan.Send(Now),
            Plans(Rules with { BatchInterval = TimeSpan.Zero }).For(_channel, Make.Occasion(SignalPriority.P2), Now));

    [Fact]
    public void P2_UnlimitedChannel_IsSentNow() =>
        Assert.Equal(
            Plan.Send(Now), Plans().For(Make.Channel(limited: false), Make.Occasion(SignalPriority.P2), Now));

    [Fact]
    public void P0_LimitReached_IsHeldUntilAPlaceIsFree()
    {
        var planner = Plans(taken: Enumerable.Repeat(Now.AddSeconds(-10), 5));

        Assert.Equal(Plan.Hold(Now.AddSeconds(50), HoldReason.RateLimit), planner.For(_channel, Make.Occasion(), Now));
    }

    [Fact]
    public void P1_LimitReached_WaitsForAPlaceWithinItsMinute()
    {
        var planner = Plans(taken: Enumerable.Repeat(Now.AddSeconds(-10), 5));

        Assert.Equal(Plan.Send(Now.AddSeconds(50)), planner.For(_channel, Make.Occasion(SignalPriority.P1), Now));
    }

    [Fact]
    public void P1_NoPlaceWithinItsMinute_IsHeld()
    {
        var planner = Plans(taken: Enumerable.Repeat(Now.AddSeconds(10), 5));

        Assert.Equal(
            Plan.Hold(Now.AddSeconds(70), HoldReason.RateLimit),
            planner.For(_channel, Make.Occasion(SignalPriority.P1), Now));
    }

    [Fact]
    public void LimitSwitchedOff_Hundred_AreAllSentNow()
    {
        var planner = Plans(Rules with { MaxPerMinute = 0 });

        Assert.All(
            Enumerable.Range(0, 100), _ => Assert.Equal(Plan.Send(Now), planner.For(_channel, Make.Occasion(), Now)));
    }

    [Theory]
    [InlineData(0.50, 0.60, true)] // Risen by exactly a fifth: not more than 20 %.
    [InlineData(0.50, 0.61, false)]
    [InlineData(0.50, 0.10, true)]
    public void SameTopicAfterOneMinute_Strength_DecidesWhetherItIsHeld(double before, double after, bool held)
    {
        var planner = Plans();
        planner.For(_channel, Make.Occasion(topic: "BTC buy", share: (decimal)before), Now);

        var plan = planner.For(_channel, Make.Occasion(topic: "BTC buy", share: (decimal)after), Now.AddMinutes(1));

        Assert.Equal(held ? Plan.Hold(Now.AddMinutes(5), HoldReason.SamePair) : Plan.Send(Now.AddMinutes(1)), plan);
    }

    [Fact]
    public void SameTopic_AfterTheInterval_IsSent()
    {
        var planner = Plans();
        planner.For(_channel, Make.Occasion(topic: "BTC buy"), Now);

        Assert.Equal(
            Plan.Send(Now.AddMinutes(5)),
            planner.For(_channel, Make.Occasion(topic: "BTC buy", at: Now.AddMinutes(5)), Now.AddMinutes(5)));
    }

    [Fact]
    public void SameTopic_IntervalSwitchedOff_IsSent()
    {
        var planner = Plans(Rules with { SamePairInterval = TimeSpan.Zero });
        planner.For(_channel, Make.Occasion(topic: "BTC buy"), Now);

        Assert.Equal(Plan.Send(Now), planner.For(_channel, Make.Occasion(topic: "BTC buy"), Now));
    }

    [Fact]
    public void SameTopic_OnAnotherChannel_IsSent()
    {
        var planner = Plans();
        planner.For(_channel, Make.Occasion(topic: "BTC buy"), Now);

        Assert.Equal(Plan.Send(Now), planner.For(Make.Channel(), Make.Occasion(topic: "BTC buy"), Now));
    }

    [Fact]
    public void HeldRepetition_IsNotTheNewMeasure()
    {
        var planner = Plans();
        planner.For(_channel, Make.Occasion(topic: "BTC buy", share: 0.50m), Now);
        planner.For(_channel, Make.Occasion(topic: "BTC buy", share: 0.58m), Now);

        Assert.Equal(Plan.Send(Now), planner.For(_channel, Make.Occasion(topic: "BTC buy", share: 0.62m), Now));
    }

    [Fact]
    public void OldNews_ComesWithTheNextDigest() =>
        Assert.Equal(
            Plan.Hold(Now, HoldReason.Late), Plans().For(_channel, Make.Occasion(at: Now.AddMinutes(-11)), Now));

    [Fact]
    public void ClosedTimeSlot_HoldsUntilItOpens()
    {
        var slot = new TimeSlot(
            new TimeOnly(9, 0), new TimeOnly(18, 0), new HashSet<SignalPriority> { SignalPriority.P0 },
            new HashSet<ChannelKind> { ChannelKind.Webhook });
        var planner = Plans(Rules with { Slots = new TimeSlots([slot], TimeZoneInfo.Utc) });

        Assert.Equal(
            Plan.Hold(Now.AddHours(6), HoldReason.TimeSlot),
            planner.For(_channel, Make.Occasion(SignalPriority.P1), Now));
    }

    private static Planner Plans(DeliveryRules? rules = null, IEnumerable<DateTimeOffset>? taken = null) =>
        new(rules ?? Rules, new RateWindow((rules ?? Rules).MaxPerMinute, taken ?? []), []);
}

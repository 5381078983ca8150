using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.Deciding;

namespace BtcWatcher.Services.Notifications.Tests.Deciding;

public sealed class TimeSlotsTests
{
    private static readonly HashSet<ChannelKind> Both = [ChannelKind.Webhook, ChannelKind.Email];
    private static readonly TimeSlot Work = new(
        new TimeOnly(9, 0), new TimeOnly(18, 0),
        new HashSet<SignalPriority> { SignalPriority.P0, SignalPriority.P1, SignalPriority.P2 }, Both);
    private static readonly TimeSlot Rest = new(
        new TimeOnly(18, 0), new TimeOnly(9, 0), new HashSet<SignalPriority> { SignalPriority.P0 },
        new HashSet<ChannelKind> { ChannelKind.Webhook });
    private static readonly TimeSlots Utc = new([Work, Rest], TimeZoneInfo.Utc);

    [Theory]
    [InlineData("2026-03-04T08:59:59Z", false)]
    [InlineData("2026-03-04T09:00:00Z", true)]
    [InlineData("2026-03-04T17:59:59Z", true)]
    [InlineData("2026-03-04T18:00:00Z", false)]
    [InlineData("2026-03-04T23:59:59Z", false)]
    public void Allow_P1_OnlyInWorkHours(string at, bool allowed) =>
        Assert.Equal(allowed, Utc.Allow(SignalPriority.P1, ChannelKind.Webhook, Time(at)));

    [Fact]
    public void Allow_P0ByEmailAtNight_IsRefusedByTheKindOfChannel()
    {
        Assert.True(Utc.Allow(SignalPriority.P0, ChannelKind.Webhook, Time("2026-03-04T03:00:00Z")));
        Assert.False(Utc.Allow(SignalPriority.P0, ChannelKind.Email, Time("2026-03-04T03:00:00Z")));
    }

    [Fact]
    public void Allow_NoSlotCoversTheTime_IsAllowed() =>
        Assert.True(
            new TimeSlots([Work], TimeZoneInfo.Utc)
                .Allow(SignalPriority.P2, ChannelKind.Email, Time("2026-03-04T03:00:00Z")));

    [Fact]
    public void Allow_ZoneOfShanghai_ShiftsTheDay()
    {
        var slots = Utc with { Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai") };

        Assert.True(slots.Allow(SignalPriority.P1, ChannelKind.Webhook, Time("2026-03-04T01:00:00Z")));
        Assert.False(slots.Allow(SignalPriority.P1, ChannelKind.Webhook, Time("2026-03-04T10:00:00Z")));
    }

    [Theory]
    [InlineData("2026-03-04T12:00:00Z", "2026-03-04T12:00:00Z")]
    [InlineData("2026-03-04T20:00:00Z", "2026-03-05T09:00:00Z")]
    [InlineData("2026-03-04T03:00:00Z", "2026-03-04T09:00:00Z")]
    public void NextAllowed_P1_IsTheNextWorkHour(string from, string expected) =>
        Assert.Equal(Time(expected), Utc.NextAllowed(SignalPriority.P1, ChannelKind.Webhook, Time(from)));

    [Fact]
    public void NextAllowed_ForbiddenAtAnyHour_IsNull()
    {
        var slots = new TimeSlots([Rest with { Start = default, End = default }], TimeZoneInfo.Utc);

        Assert.Null(slots.NextAllowed(SignalPriority.P2, ChannelKind.Webhook, Make.Noon));
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

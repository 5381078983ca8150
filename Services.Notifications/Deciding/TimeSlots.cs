using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;

namespace BtcWatcher.Services.Notifications.Deciding;

/// <summary>
/// A part of the day, from start (inclusive) to end (exclusive); it may pass midnight. Start = end is the whole day.
/// </summary>
internal sealed record TimeSlot(
    TimeOnly Start, TimeOnly End, IReadOnlySet<SignalPriority> Priorities, IReadOnlySet<ChannelKind> Kinds)
{
    public bool Covers(TimeOnly time) => Start == End || time.IsBetween(Start, End);

    public bool Allows(SignalPriority priority, ChannelKind kind) =>
        Priorities.Contains(priority) && Kinds.Contains(kind);
}

/// <summary>
/// When which priority may use which kind of channel. A time of day that no slot covers allows everything.
/// </summary>
internal sealed record TimeSlots(IReadOnlyList<TimeSlot> Slots, TimeZoneInfo Zone)
{
    public static TimeSlots Always { get; } = new([], TimeZoneInfo.Utc);

    public bool Allow(SignalPriority priority, ChannelKind kind, DateTimeOffset at)
    {
        var time = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);
        var covering = Slots.Where(slot => slot.Covers(time)).ToList();
        return covering.Count == 0 || covering.Exists(slot => slot.Allows(priority, kind));
    }

    /// <summary>
    /// The given time if it is allowed, else the next border of a slot from which it is; null if never in a week.
    /// </summary>
    public DateTimeOffset? NextAllowed(SignalPriority priority, ChannelKind kind, DateTimeOffset from)
    {
        if (Allow(priority, kind, from)) return from;
        var borders = Slots.SelectMany(slot => new[] { slot.Start, slot.End }).Distinct().ToList();
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(from, Zone).DateTime);
        return Enumerable.Range(0, 8)
            .SelectMany(day => borders.Select(border => Instant(today.AddDays(day), border)))
            .Where(at => at > from && Allow(priority, kind, at))
            .Select(at => (DateTimeOffset?)at)
            .Min();
    }

    private DateTimeOffset Instant(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        // A time that the change to summer time leaves out does not exist: take the first one that does.
        while (Zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }
}

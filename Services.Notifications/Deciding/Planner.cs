using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.History;

namespace BtcWatcher.Services.Notifications.Deciding;

/// <summary>When one notification is sent, or until when and why it is held for a digest.</summary>
internal sealed record Plan(NotificationState State, DateTimeOffset DueAt, HoldReason? Reason)
{
    public static Plan Send(DateTimeOffset at) => new(NotificationState.Pending, at, null);

    public static Plan Hold(DateTimeOffset until, HoldReason reason) => new(NotificationState.Held, until, reason);
}

/// <summary>The last time that a topic was told on a channel.</summary>
internal sealed record Told(DateTimeOffset At, decimal? StrengthShare);

/// <summary>
/// Plans in the order of calling and remembers what it planned. Knows nothing of databases: what was told before
/// is given to it.
/// </summary>
internal sealed class Planner(
    DeliveryRules rules, RateWindow window, Dictionary<(Guid Channel, string Topic), Told> told)
{
    public Plan For(Channel channel, Occasion occasion, DateTimeOffset now)
    {
        var plan = channel.Limited ? Limited(channel, occasion, now) : Plan.Send(now);
        if (plan.State != NotificationState.Pending) return plan;

        if (occasion.Topic is { } topic) told[(channel.Id, topic)] = new Told(plan.DueAt, occasion.StrengthShare);
        if (channel.Limited) window.Take(plan.DueAt);
        return plan;
    }

    private Plan Limited(Channel channel, Occasion occasion, DateTimeOffset now)
    {
        var delay = rules.For(occasion.Priority).Delay;
        if (now - occasion.HappenedAt > rules.LateAfter) return Plan.Hold(now, HoldReason.Late);
        if (!rules.Slots.Allow(occasion.Priority, channel.Kind, now))
        {
            // A priority that no slot ever allows waits for people to look at the history, and is asked again in a day.
            var opens = rules.Slots.NextAllowed(occasion.Priority, channel.Kind, now) ?? now.AddDays(1);
            return Plan.Hold(opens, HoldReason.TimeSlot);
        }

        if (RepetitionUntil(channel, occasion, now) is { } again) return Plan.Hold(again, HoldReason.SamePair);
        if (occasion.Priority == SignalPriority.P2 && delay > TimeSpan.Zero && rules.BatchInterval > TimeSpan.Zero)
        {
            return Plan.Hold(now + delay, HoldReason.Batch);
        }

        var free = window.Next(now);
        return free <= now + delay ? Plan.Send(free) : Plan.Hold(free, HoldReason.RateLimit);
    }

    /// <summary>When the same may be told again; null when this is no repetition.</summary>
    private DateTimeOffset? RepetitionUntil(Channel channel, Occasion occasion, DateTimeOffset now)
    {
        if (occasion.Topic is not { } topic || !told.TryGetValue((channel.Id, topic), out var last)) return null;
        var again = last.At + rules.SamePairInterval;
        return now < again && !Rose(last.StrengthShare, occasion.StrengthShare) ? again : null;
    }

    private bool Rose(decimal? before, decimal? after) => after > before * (1 + rules.StrengthRise);
}

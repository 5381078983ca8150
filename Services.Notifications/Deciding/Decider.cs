using System.Diagnostics;
using BtcWatcher.ServiceDefaults;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.Delivering;
using BtcWatcher.Services.Notifications.History;
using BtcWatcher.Services.Notifications.Templates;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Notifications.Deciding;

/// <summary>
/// Turns occasions into notifications, in the caller's transaction. One decision at a time in the whole installation,
/// since limits are counted; an occasion that was decided before changes nothing.
/// </summary>
internal sealed class Decider(NotificationsDbContext db, RulesInForce rules, TimeProvider clock, DeliveryWake wake)
{
    /// <summary>Decides in a transaction of its own.</summary>
    public async Task<int> DecideAsync(IReadOnlyList<Occasion> occasions, CancellationToken ct)
    {
        if (occasions.Count == 0) return 0;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var added = await AddAsync(occasions, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        if (added > 0) wake.Set();
        return added;
    }

    /// <summary>
    /// Adds to the context; the caller saves, commits and wakes the delivery. Needs an open transaction.
    /// </summary>
    public async Task<int> AddAsync(IReadOnlyList<Occasion> occasions, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var inForce = rules.Current;
        var channels = await db.Channels.AsNoTracking().Where(channel => channel.Enabled)
            .OrderBy(channel => channel.CreatedAt).ToListAsync(ct);
        var wanted = occasions
            .SelectMany(occasion => channels.Where(channel => ChannelFilter.Wants(channel, occasion, inForce))
                .Select(channel => (Channel: channel, Occasion: occasion)))
            .ToList();
        if (wanted.Count == 0) return 0;

        await db.LockDecisionsAsync(ct);
        using var activity = Telemetry.Source.StartActivity("decide notifications");
        var known = await KnownAsync(occasions, ct);
        var planner = await PlannerAsync(inForce, wanted.Select(pair => pair.Occasion.Topic), now, ct);
        var added = 0;
        foreach (var (channel, occasion) in wanted)
        {
            if (!known.Add((occasion.Key, channel.Id))) continue;
            var plan = planner.For(channel, occasion, now);
            db.Notifications.Add(
                Create(OrderedId.Of(now, added++), channel, occasion, plan, inForce.Texts, now));
        }

        activity?.SetTag("notifications.count", added);
        return added;
    }

    private async Task<HashSet<(string, Guid)>> KnownAsync(IReadOnlyList<Occasion> occasions, CancellationToken ct)
    {
        var keys = occasions.Select(occasion => occasion.Key).ToArray();
        var known = await db.Notifications.Where(notification => keys.Contains(notification.EventKey))
            .Select(notification => new { notification.EventKey, notification.ChannelId }).ToListAsync(ct);
        return [.. known.Select(notification => (notification.EventKey, notification.ChannelId))];
    }

    private async Task<Planner> PlannerAsync(
        DeliveryRules inForce, IEnumerable<string?> topics, DateTimeOffset now, CancellationToken ct)
    {
        var window = await WindowAsync(db, inForce, now, ct);
        var asked = topics.OfType<string>().Distinct().ToArray();
        var since = now - inForce.SamePairInterval;
        var told = await db.Notifications
            .Where(notification => asked.Contains(notification.Topic) && notification.SlotAt > since)
            .Select(notification => new
            {
                notification.ChannelId, Topic = notification.Topic!,
                SlotAt = notification.SlotAt!.Value, notification.StrengthShare,
            })
            .ToListAsync(ct);
        return new Planner(inForce, window, told
            .GroupBy(notification => (notification.ChannelId, notification.Topic))
            .ToDictionary(group => group.Key, group => group.MaxBy(told => told.SlotAt)!)
            .ToDictionary(last => last.Key, last => new Told(last.Value.SlotAt, last.Value.StrengthShare)));
    }

    /// <summary>The places taken in the limit over all channels. Unlimited channels take none.</summary>
    public static async Task<RateWindow> WindowAsync(
        NotificationsDbContext db, DeliveryRules inForce, DateTimeOffset now, CancellationToken ct)
    {
        var since = now - RateWindow.Length;
        var taken = await db.Notifications
            .Where(notification => notification.SlotAt > since
                && !db.Channels.Any(channel => channel.Id == notification.ChannelId && !channel.Limited))
            .Select(notification => notification.SlotAt!.Value).ToListAsync(ct);
        return new RateWindow(inForce.MaxPerMinute, taken);
    }

    private static Notification Create(
        Guid id, Channel channel, Occasion occasion, Plan plan, TextParts parts, DateTimeOffset now)
    {
        var text = occasion.Text(channel.Language, channel.Template, parts);
        return new Notification
        {
            Id = id,
            EventKey = occasion.Key,
            ChannelId = channel.Id,
            Channel = channel.Name,
            Kind = occasion.Kind,
            Priority = occasion.Priority,
            SignalId = occasion.SignalId,
            AlertKey = occasion.AlertKey,
            StrategyId = occasion.StrategyId,
            Topic = occasion.Topic,
            StrengthShare = occasion.StrengthShare,
            Title = text.Title,
            Body = text.Body,
            Payload = occasion.Payload,
            State = plan.State,
            Reason = plan.Reason,
            DueAt = plan.DueAt,
            SlotAt = plan.State == NotificationState.Pending ? plan.DueAt : null,
            CreatedAt = now,
            Simulated = occasion.Simulated,
            Traceparent = Activity.Current?.Id,
        };
    }
}

using System.Diagnostics;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.Deciding;
using BtcWatcher.Services.Notifications.History;
using BtcWatcher.Services.Notifications.Templates;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Notifications.Delivering;

/// <summary>
/// Makes one digest of what a channel's limits held back, when the first of it is due. A single held notification is
/// simply sent.
/// </summary>
internal sealed class DigestMaker(
    NotificationsDbContext db, RulesInForce rules, TimeProvider clock, ILogger<DigestMaker> logger)
{
    private const int MostMembers = 1000;

    public async Task RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var channels = await db.Notifications.Where(held => held.State == NotificationState.Held && held.DueAt <= now)
            .Select(held => held.ChannelId).Distinct().ToListAsync(ct);
        foreach (var id in channels)
        {
            await MakeAsync(id, ct);
            db.ChangeTracker.Clear();
        }
    }

    private async Task MakeAsync(Guid channelId, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockDecisionsAsync(ct);
        var now = clock.GetUtcNow();
        var channel = await db.Channels.AsNoTracking()
            .FirstOrDefaultAsync(channel => channel.Id == channelId && channel.Enabled, ct);
        if (channel is null) return;

        var inForce = rules.Current;
        var held = await db.Notifications
            .Where(held => held.ChannelId == channelId && held.State == NotificationState.Held
                && (held.DueAt <= now || held.Reason != HoldReason.TimeSlot))
            .OrderBy(held => held.Id).Take(MostMembers).ToListAsync(ct);
        var members = held.Where(one => MayGo(one, channel, inForce, now)).ToList();
        if (members.Count > 0 && !await PostponedAsync(members, inForce, now, ct))
        {
            var window = await Decider.WindowAsync(db, inForce, now, ct);
            Send(channel, members, channel.Limited ? window.Next(now) : now, now);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static bool MayGo(Notification held, Channel channel, DeliveryRules inForce, DateTimeOffset now)
    {
        if (!channel.Limited || inForce.Slots.Allow(held.Priority, channel.Kind, now)) return true;
        if (held.DueAt > now) return false;
        held.DueAt = inForce.Slots.NextAllowed(held.Priority, channel.Kind, now) ?? now.AddDays(1);
        held.Reason = HoldReason.TimeSlot;
        return false;
    }

    // Digests keep their distance: what is due too early waits for the next one.
    private async Task<bool> PostponedAsync(
        List<Notification> members, DeliveryRules inForce, DateTimeOffset now, CancellationToken ct)
    {
        var channelId = members[0].ChannelId;
        var last = await db.Notifications
            .Where(digest => digest.ChannelId == channelId && digest.Kind == NotificationKind.Digest
                && digest.SlotAt > now - inForce.BatchInterval)
            .MaxAsync(digest => digest.SlotAt, ct);
        if (last is not { } at) return false;
        foreach (var member in members.Where(member => member.DueAt <= now)) member.DueAt = at + inForce.BatchInterval;
        return true;
    }

    private void Send(Channel channel, List<Notification> members, DateTimeOffset at, DateTimeOffset now)
    {
        if (members is [var only])
        {
            only.State = NotificationState.Pending;
            only.DueAt = at;
            only.SlotAt = at;
            return;
        }

        var digest = Digest(channel, members, at, now);
        db.Notifications.Add(digest);
        foreach (var member in members)
        {
            member.State = NotificationState.Digested;
            member.DigestId = digest.Id;
        }

        Log.DigestMade(logger, members.Count, channel.Name);
    }

    private static Notification Digest(
        Channel channel, List<Notification> members, DateTimeOffset at, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        var simulated = members.Exists(member => member.Simulated);
        var text = SystemTexts.Digest([.. members.Select(member => member.Title)], simulated, channel.Language);
        return new Notification
        {
            Id = id,
            EventKey = $"digest:{id}",
            ChannelId = channel.Id,
            Channel = channel.Name,
            Kind = NotificationKind.Digest,
            Priority = members.Max(member => member.Priority),
            Title = text.Title,
            Body = text.Body,
            Payload = JsonSerializer.Serialize(
                members.Select(member => new
                {
                    member.Id, member.Kind, member.Title, member.SignalId, member.AlertKey, member.Reason,
                    member.CreatedAt,
                }),
                MessageJson.Options),
            State = NotificationState.Pending,
            DueAt = at,
            SlotAt = at,
            CreatedAt = now,
            Simulated = simulated,
            Traceparent = members[0].Traceparent ?? Activity.Current?.Id,
        };
    }
}

using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.History;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Notifications.Delivering;

/// <summary>Takes due notifications for this process and stores what became of them.</summary>
internal sealed class DeliveryStore(
    NotificationsDbContext db, Outbox outbox, TimeProvider clock, IOptionsMonitor<NotificationsOptions> options)
{
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Takes what is due, for each channel not in <paramref name="busy"/> at most so many as it has lanes. A lease that
    /// is found set belonged to a process that died while sending: nobody knows whether it was sent.
    /// </summary>
    public async Task<List<Notification>> ClaimAsync(Guid[] busy, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var lease = now + options.CurrentValue.SendTimeout + LeaseMargin;
        var lanes = options.CurrentValue.LanesPerChannel;
        return await db.Notifications.FromSql($"""
            UPDATE notifications AS taken
            SET lease_until = {lease}, attempts = attempts + 1, maybe_twice = maybe_twice OR lease_until IS NOT NULL
            FROM (SELECT due.id FROM channels CROSS JOIN LATERAL (
                      SELECT id FROM notifications
                      WHERE channel_id = channels.id AND state = 'pending' AND due_at <= {now}
                          AND (lease_until IS NULL OR lease_until <= {now})
                      ORDER BY priority, due_at LIMIT {lanes} FOR UPDATE SKIP LOCKED) AS due
                  WHERE channels.enabled AND NOT channels.id = ANY({busy})) AS chosen
            WHERE taken.id = chosen.id
            RETURNING taken.*
            """).AsNoTracking().ToListAsync(ct);
    }

    public Task<Channel?> ChannelAsync(Guid id, CancellationToken ct) =>
        db.Channels.AsNoTracking().FirstOrDefaultAsync(channel => channel.Id == id, ct);

    /// <summary>
    /// Stores the outcome with its event. False when the lease had passed on to someone else meanwhile.
    /// </summary>
    public async Task<bool> StoreAsync(
        Notification notification, Outcome outcome, DateTimeOffset? next, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var own = db.Notifications.Where(row => row.Id == notification.Id && row.LeaseUntil == notification.LeaseUntil);
        var stored = outcome.Kind == OutcomeKind.Delivered
            ? await own.ExecuteUpdateAsync(
                row => row.SetProperty(n => n.State, NotificationState.Delivered).SetProperty(n => n.DeliveredAt, now)
                    .SetProperty(n => n.Answer, outcome.Answer).SetProperty(n => n.LeaseUntil, (DateTimeOffset?)null),
                ct)
            : await own.ExecuteUpdateAsync(
                row => row.SetProperty(
                    n => n.State, next is null ? NotificationState.Failed : NotificationState.Pending)
                    .SetProperty(n => n.DueAt, n => next ?? n.DueAt).SetProperty(n => n.LastError, outcome.Answer)
                    .SetProperty(n => n.MaybeTwice, n => n.MaybeTwice || (outcome.Uncertain && next != null))
                    .SetProperty(n => n.LeaseUntil, (DateTimeOffset?)null),
                ct);
        if (stored == 0) return false;

        if (EventOf(notification, outcome, next, now) is { } message) outbox.Add(db, message);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        db.ChangeTracker.Clear();
        return true;
    }

    private static object? EventOf(Notification notification, Outcome outcome, DateTimeOffset? next, DateTimeOffset now)
    {
        if (outcome.Kind == OutcomeKind.Delivered)
        {
            return new NotificationDelivered
            {
                NotificationId = notification.Id, Channel = notification.Channel, At = now,
                SignalId = notification.SignalId, AlertKey = notification.AlertKey,
            };
        }

        return next is not null ? null : new NotificationFailed
        {
            NotificationId = notification.Id, Channel = notification.Channel, At = now, Error = outcome.Answer,
            SignalId = notification.SignalId, AlertKey = notification.AlertKey,
        };
    }
}

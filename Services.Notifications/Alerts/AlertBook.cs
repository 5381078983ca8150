using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.Deciding;
using BtcWatcher.Services.Notifications.Delivering;
using BtcWatcher.Services.Notifications.Templates;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Notifications.Alerts;

/// <summary>
/// Keeps each key's alert open from its raise to its resolve, whatever order and however often the messages arrive, and
/// has people told at both ends, in the same transaction.
/// </summary>
internal sealed class AlertBook(NotificationsDbContext db, Decider decider, DeliveryWake wake)
{
    public async Task RaiseAsync(AlertRaised raised, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockDecisionsAsync(ct);
        var last = await db.Alerts.Where(alert => alert.Key == raised.Key)
            .OrderByDescending(alert => alert.RaisedAt).FirstOrDefaultAsync(ct);
        var resolvedAt = await db.AlertResolutions.Where(resolution => resolution.Key == raised.Key)
            .Select(resolution => (DateTimeOffset?)resolution.At).FirstOrDefaultAsync(ct);
        if (resolvedAt >= raised.At || last?.LastRaisedAt >= raised.At) return;

        if (last is { ResolvedAt: null })
        {
            await UpdateAsync(last, raised, ct);
        }
        else
        {
            var alert = Open(raised);
            db.Alerts.Add(alert);
            await decider.AddAsync([RaisedOccasion($"alert:{alert.Id}:raised", raised)], ct);
        }

        await SaveAsync(transaction, ct);
    }

    public async Task ResolveAsync(AlertResolved resolved, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockDecisionsAsync(ct);
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO alert_resolutions (key, at) VALUES ({resolved.Key}, {resolved.At})
            ON CONFLICT (key) DO UPDATE SET at = greatest(alert_resolutions.at, excluded.at)
            """, ct);
        var open = await db.Alerts.FirstOrDefaultAsync(
            alert => alert.Key == resolved.Key && alert.ResolvedAt == null && alert.LastRaisedAt <= resolved.At, ct);
        if (open is not null)
        {
            open.ResolvedAt = resolved.At;
            await decider.AddAsync([ResolvedOccasion(open, resolved.At)], ct);
        }

        await SaveAsync(transaction, ct);
    }

    private async Task UpdateAsync(Alert open, AlertRaised raised, CancellationToken ct)
    {
        open.LastRaisedAt = raised.At;
        open.RunningAgainSince = raised.RunningAgainSince;
        (open.TitleEn, open.TitleZh) = (raised.TitleEn, raised.TitleZh);
        // That it works again is no further raise, and what was wrong stays to be read.
        if (raised.RunningAgainSince is not null) return;

        open.Times++;
        open.Detail = raised.Detail;
        if (raised.Severity <= open.Severity) return;
        open.Severity = raised.Severity;
        // It got worse than what people were told of.
        await decider.AddAsync([RaisedOccasion($"alert:{open.Id}:{raised.Severity}", raised)], ct);
    }

    private async Task SaveAsync(
        Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        wake.Set();
    }

    private static Alert Open(AlertRaised raised) => new()
    {
        Id = Guid.CreateVersion7(raised.At),
        Key = raised.Key,
        Severity = raised.Severity,
        TitleEn = raised.TitleEn,
        TitleZh = raised.TitleZh,
        Detail = raised.Detail,
        StrategyId = raised.StrategyId,
        Simulated = raised.Simulated,
        RaisedAt = raised.At,
        LastRaisedAt = raised.At,
        RunningAgainSince = raised.RunningAgainSince,
    };

    private static Occasion RaisedOccasion(string key, AlertRaised raised) => new()
    {
        Key = key,
        Kind = NotificationKind.Alert,
        Priority = PriorityOf(raised.Severity),
        HappenedAt = raised.At,
        KnownAt = raised.At,
        StrategyId = raised.StrategyId,
        AlertKey = raised.Key,
        Simulated = raised.Simulated,
        Payload = System.Text.Json.JsonSerializer.Serialize(raised, MessageJson.Options),
        Text = (language, _, _) => SystemTexts.AlertRaised(raised, language),
    };

    private static Occasion ResolvedOccasion(Alert alert, DateTimeOffset at) => new()
    {
        Key = $"alert:{alert.Id}:resolved",
        Kind = NotificationKind.Alert,
        Priority = PriorityOf(alert.Severity),
        HappenedAt = at,
        KnownAt = at,
        StrategyId = alert.StrategyId,
        AlertKey = alert.Key,
        Simulated = alert.Simulated,
        Payload = System.Text.Json.JsonSerializer.Serialize(
            new AlertResolved { Key = alert.Key, At = at }, MessageJson.Options),
        Text = (language, _, _) =>
            SystemTexts.AlertResolved(alert.TitleEn, alert.TitleZh, alert.Key, alert.Simulated, at, language),
    };

    /// <summary>Who was told of trouble is told of its end in the same way.</summary>
    private static SignalPriority PriorityOf(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Critical => SignalPriority.P0,
        AlertSeverity.Warning => SignalPriority.P1,
        _ => SignalPriority.P2,
    };
}

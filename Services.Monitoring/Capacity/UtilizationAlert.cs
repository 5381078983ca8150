using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Monitoring.Capacity;

/// <summary>The alert that is open because too many slots are used.</summary>
internal sealed class CapacityAlert
{
    public required string Key { get; init; }
    public required AlertSeverity Severity { get; set; }
    public required DateTimeOffset RaisedAt { get; init; }
}

/// <summary>
/// Raises an alert when more slots are used than <c>monitoring.capacity_alert_threshold</c> allows, tells when it gets
/// worse, and resolves it.
/// </summary>
internal sealed class UtilizationAlert(
    IServiceScopeFactory scopes, Outbox outbox, ISettings settings, IOptions<InstallationOptions> installation,
    TimeProvider clock)
{
    public const string Key = "capacity:utilization";

    public async Task JudgeAsync(SystemCapacity capacity, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MonitoringDbContext>();
        var open = await db.CapacityAlerts.FindAsync([Key], ct);
        var threshold = settings.Current.System.Monitoring.CapacityAlertThreshold;
        var severity = UtilizationRule.Judge(capacity.UtilizationPercent, threshold, open?.Severity);
        if (severity == open?.Severity) return;

        var now = clock.GetUtcNow();
        if (severity is not { } level)
        {
            db.CapacityAlerts.Remove(open!);
            outbox.Add(db, new AlertResolved { Key = Key, At = now });
        }
        else
        {
            if (open is null) db.CapacityAlerts.Add(new() { Key = Key, Severity = level, RaisedAt = now });
            else open.Severity = level;
            outbox.Add(db, Raised(capacity, threshold, level, now));
        }

        await db.SaveChangesAsync(ct); // The alert's state and its message, in one transaction.
    }

    private AlertRaised Raised(
        SystemCapacity capacity, double threshold, AlertSeverity severity, DateTimeOffset now) => new()
        {
            Key = Key,
            Severity = severity,
            TitleEn = FormattableString.Invariant(
                $"{capacity.UtilizationPercent}% of the capacity is used, more than {threshold}%"),
            TitleZh = FormattableString.Invariant(
                $"系统容量使用率达到 {capacity.UtilizationPercent}%，已超过阈值 {threshold}%"),
            Detail = FormattableString.Invariant(
                $"{capacity.RunningStrategies} of {capacity.MaxStrategies} strategies run, {capacity.AvailableSlots} ")
                + "slots are left. Stop strategies, or change monitoring.capacity_alert_threshold.",
            At = now,
            Simulated = installation.Value.Simulated,
        };
}

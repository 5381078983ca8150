using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Api.Database;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Proxies;

/// <summary>Checks proxies and keeps what was found; a proxy that goes down or comes back changes its routes.</summary>
internal sealed class ProxyChecks(
    ApiDbContext db, ProxyProbe probe, ISettings settings, Outbox outbox, TimeProvider clock)
{
    /// <summary>Takes proxies whose check is due, so that no other process checks them too.</summary>
    public async Task<IReadOnlyList<Guid>> TakeDueAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var until = now + (2 * ProxyProbe.Limit);
        return await db.Database.SqlQuery<Guid>(
            $"""
            update proxies set next_check_at = {until} where enabled and next_check_at <= {now} returning id as "Value"
            """).ToListAsync(ct);
    }

    /// <summary>Null when there is no such proxy any more.</summary>
    public async Task<ProxyTested?> CheckAsync(Guid id, CancellationToken ct)
    {
        var target = new Uri(settings.Current.Proxy.HealthCheck.TestUrl);
        if (await db.Proxies.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct) is not { } proxy) return null;
        var tested = await probe.RunAsync(proxy, target, ct);
        await KeepAsync(proxy, tested, ct);
        return tested;
    }

    private async Task KeepAsync(Proxy asked, ProxyTested tested, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var proxy = await db.LockProxyAsync(asked.Id, ct);
        // Another address meanwhile: what was found is of the old one.
        if (proxy is not { Enabled: true } || proxy.Revision != asked.Revision) return;

        var now = clock.GetUtcNow();
        var before = proxy.Status;
        var kept = now - TimeSpan.FromHours(settings.Current.Proxy.Monitoring.MetricsRetentionHours);
        await db.ProxyChecks.Where(check => check.ProxyId == proxy.Id && check.At < kept).ExecuteDeleteAsync(ct);
        var verdict = ProxyHealth.Judge(
            await PastAsync(proxy, ct), tested, settings.Current.Proxy,
            TimeSpan.FromSeconds(settings.Current.System.Monitoring.ProxyHealthInterval));
        db.ProxyChecks.Add(new()
        {
            ProxyId = proxy.Id, At = now, Ok = tested.Ok, LatencyMs = tested.LatencyMs, Reason = tested.Detail,
        });
        (proxy.Status, proxy.Failures, proxy.Successes, proxy.Reason) =
            (verdict.Status, verdict.Failures, verdict.Successes, verdict.Reason);
        (proxy.CheckedAt, proxy.NextCheckAt) = (now, now + verdict.Next);
        if (tested.Ok) proxy.LatencyMs = tested.LatencyMs;
        await TellAsync(proxy, before, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task<ProxyPast> PastAsync(Proxy proxy, CancellationToken ct)
    {
        var checks = await db.ProxyChecks.AsNoTracking().Where(check => check.ProxyId == proxy.Id)
            .Select(check => new { check.Ok, check.LatencyMs }).ToListAsync(ct);
        var good = checks.Where(check => check.Ok).Select(check => check.LatencyMs ?? 0).Order().ToList();
        return new(
            proxy.Status, proxy.Failures, proxy.Successes, checks.Count, good.Count,
            good.Count >= ProxyHealth.Enough ? good[good.Count / 2] : null);
    }

    private async Task TellAsync(Proxy proxy, ProxyStatus before, CancellationToken ct)
    {
        if (proxy.Status == before) return;
        if (before == ProxyStatus.Down) outbox.Add(db, ProxyAlerts.Resolved(proxy, ProxyAlerts.Down, clock));
        if (before == ProxyStatus.Degraded) outbox.Add(db, ProxyAlerts.Resolved(proxy, ProxyAlerts.Degraded, clock));
        if (proxy.Status == ProxyStatus.Down)
        {
            var all = await db.Proxies.ToListAsync(ct);
            var direct = settings.Current.Proxy.Failover.EnableDirectConnection;
            outbox.Add(db, ProxyAlerts.RaisedDown(proxy, ProxyRouting.Effective(proxy, all, direct), clock));
        }
        else if (proxy.Status == ProxyStatus.Degraded && settings.Current.Proxy.Monitoring.AlertOnDegradation)
        {
            outbox.Add(db, ProxyAlerts.RaisedDegraded(proxy, clock));
        }

        // One that is healthy now may stand in for another, too.
        outbox.Add(db, new ProxyChanged { ProxyId = proxy.Id, Revision = proxy.Revision });
    }
}

using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Proxies;

/// <summary>Changes proxies, with what the supervisor must hear, in one transaction each.</summary>
internal sealed class ProxyChanges(
    ApiDbContext db, InstallationKeys keys, Outbox outbox, AuditTrail audit, TimeProvider clock)
{
    private sealed record Facts(
        string Name, ProxyType Type, string Host, int Port, bool HasCredentials, bool Enabled, int Position);

    public async Task<(Proxy? Proxy, ProblemHttpResult? Problem)> CreateAsync(
        ProxyRequest request, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAsync(ApiLock.Strategies, ct);
        var name = request.Name!.Trim();
        if (await IsTakenAsync(name, null, ct)) return (null, ProxyProblems.NameTaken(name));
        if (await db.Proxies.CountAsync(ct) >= Proxy.MaxProxies) return (null, ProxyProblems.TooMany());

        var now = clock.GetUtcNow();
        var proxy = new Proxy
        {
            Id = Guid.CreateVersion7(now),
            Name = name,
            Type = ProxyRules.TypeOf(request.Type!)!.Value,
            Host = request.Host!,
            Port = request.Port!.Value,
            CredentialsSealed = keys.Seal(Credentials(request)),
            Enabled = request.Enabled ?? true,
            Position = (await db.Proxies.MaxAsync(row => (int?)row.Position, ct) ?? 0) + 1,
            Revision = 1,
            NextCheckAt = now,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Proxies.Add(proxy);
        audit.Add(db, AuditActions.ProxyCreated, Target(proxy), after: FactsOf(proxy));
        await SaveAsync(proxy, transaction, ct);
        return (proxy, null);
    }

    public async Task<(Proxy? Proxy, ProblemHttpResult? Problem)> UpdateAsync(
        Guid id, ProxyRequest request, string? ifMatch, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAsync(ApiLock.Strategies, ct);
        if (await db.LockProxyAsync(id, ct) is not { } proxy) return (null, ProxyProblems.NotFound(id));
        if (ifMatch is { Length: > 0 } && ifMatch != "*" && ifMatch != TagOf(proxy.Revision))
        {
            return (null, ProxyProblems.Changed());
        }

        var name = request.Name?.Trim() ?? proxy.Name;
        if (await IsTakenAsync(name, id, ct)) return (null, ProxyProblems.NameTaken(name));
        var before = FactsOf(proxy);
        Apply(request, proxy, name);
        audit.Add(db, AuditActions.ProxyChanged, Target(proxy), before, FactsOf(proxy));
        await SaveAsync(proxy, transaction, ct);
        return (proxy, null);
    }

    public async Task<ProblemHttpResult?> DeleteAsync(Guid id, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Whoever gives a strategy this proxy waits, and then finds it gone.
        await db.LockAsync(ApiLock.Strategies, ct);
        if (await db.LockProxyAsync(id, ct) is not { } proxy) return ProxyProblems.NotFound(id);
        if ((await db.ProxyUsersAsync(ct))[id].ToList() is { Count: > 0 } users) return ProxyProblems.InUse(users);
        db.Proxies.Remove(proxy);
        audit.Add(db, AuditActions.ProxyDeleted, Target(proxy), FactsOf(proxy));
        if (proxy.Status == ProxyStatus.Down) outbox.Add(db, ProxyAlerts.Resolved(proxy, ProxyAlerts.Down, clock));
        if (proxy.Status == ProxyStatus.Degraded)
        {
            outbox.Add(db, ProxyAlerts.Resolved(proxy, ProxyAlerts.Degraded, clock));
        }

        await SaveAsync(proxy, transaction, ct);
        return null;
    }

    public async Task<ProblemHttpResult?> OrderAsync(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAsync(ApiLock.Strategies, ct);
        var all = await db.Proxies.OrderBy(row => row.Position).ToListAsync(ct);
        if (ids.Count != all.Count || !all.All(proxy => ids.Contains(proxy.Id)))
        {
            return ProxyProblems.Invalid("proxy_ids", "Name every proxy exactly once, the preferred one first.");
        }

        foreach (var proxy in all) proxy.Position = ids.ToList().IndexOf(proxy.Id) + 1;
        audit.Add(db, AuditActions.ProxyOrdered, new("proxy"), after: ids);
        if (all.Count > 0) await SaveAsync(all[0], transaction, ct);
        return null;
    }

    public static string TagOf(long revision) => $"\"{revision}\"";

    private void Apply(ProxyRequest request, Proxy proxy, string name)
    {
        var moved = request.Type is not null || request.Host is not null || request.Port is not null
            || request.Username is not null || request is { Enabled: true } && !proxy.Enabled;
        proxy.Name = name;
        proxy.Type = request.Type is { } type ? ProxyRules.TypeOf(type)!.Value : proxy.Type;
        proxy.Host = request.Host ?? proxy.Host;
        proxy.Port = request.Port ?? proxy.Port;
        if (request.Username is not null) proxy.CredentialsSealed = keys.Seal(Credentials(request));
        proxy.Enabled = request.Enabled ?? proxy.Enabled;
        proxy.Revision++;
        proxy.UpdatedAt = clock.GetUtcNow();
        if (moved || !proxy.Enabled) Renew(proxy);
    }

    private void Renew(Proxy proxy)
    {
        foreach (var kind in (string[])[ProxyAlerts.Down, ProxyAlerts.Degraded])
        {
            if (proxy.Status is ProxyStatus.Down or ProxyStatus.Degraded)
            {
                outbox.Add(db, ProxyAlerts.Resolved(proxy, kind, clock));
            }
        }

        proxy.Forget(clock.GetUtcNow());
    }

    private async Task SaveAsync(
        Proxy proxy, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction, CancellationToken ct)
    {
        outbox.Add(db, new ProxyChanged { ProxyId = proxy.Id, Revision = proxy.Revision });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private Task<bool> IsTakenAsync(string name, Guid? except, CancellationToken ct)
    {
        var lower = name.ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // Translated to SQL, where lower() is what the index has.
        return db.Proxies.AnyAsync(row => row.Name.ToLower() == lower && row.Id != except, ct);
#pragma warning restore CA1304, CA1311, CA1862
    }

    private static ProxyCredentials? Credentials(ProxyRequest request) =>
        request.Username is { Length: > 0 } user ? new(user, request.Password ?? "") : null;

    private static AuditTarget Target(Proxy proxy) => new("proxy", $"{proxy.Id}", proxy.Name);

    private static Facts FactsOf(Proxy proxy) => new(
        proxy.Name, proxy.Type, proxy.Host, proxy.Port, proxy.CredentialsSealed is not null, proxy.Enabled,
        proxy.Position);
}

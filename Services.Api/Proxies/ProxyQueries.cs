using BtcWatcher.Services.Api.Database;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Proxies;

/// <summary>A strategy that names a proxy, in the version it has or runs.</summary>
internal sealed record ProxyUser(int StrategyId, string Name);

/// <summary>Queries that repeat.</summary>
internal static class ProxyQueries
{
    private sealed record Use(Guid ProxyId, int StrategyId, string Name);

    public static Task<bool> HasProxyAsync(this ApiDbContext db, Guid id, CancellationToken ct) =>
        db.Proxies.AnyAsync(row => row.Id == id, ct);

    public static Task<Proxy?> LockProxyAsync(this ApiDbContext db, Guid id, CancellationToken ct) =>
        db.Proxies.FromSql($"select * from proxies where id = {id} for update").SingleOrDefaultAsync(ct);

    /// <summary>Proxy to the strategies that name it.</summary>
    public static async Task<ILookup<Guid, ProxyUser>> ProxyUsersAsync(this ApiDbContext db, CancellationToken ct)
    {
        var uses = await db.Database.SqlQuery<Use>(
            $"""
            select distinct (version.definition -> 'proxy' ->> 'id')::uuid as "ProxyId", strategy.id as "StrategyId",
                strategy.name as "Name"
            from strategies strategy
            join strategy_versions version on version.strategy_id = strategy.id
                and version.number in (strategy.current_version, strategy.desired_version)
            where strategy.deleted_at is null and version.definition -> 'proxy' ->> 'id' is not null
            order by 2
            """).ToListAsync(ct);
        return uses.ToLookup(use => use.ProxyId, use => new ProxyUser(use.StrategyId, use.Name));
    }

    /// <summary>Proxy to the per cent of its checks that were good.</summary>
    public static async Task<IReadOnlyDictionary<Guid, double>> ProxyRatesAsync(
        this ApiDbContext db, CancellationToken ct)
    {
        var rates = await db.ProxyChecks.GroupBy(check => check.ProxyId)
            .Select(checks => new { checks.Key, Checks = checks.Count(), Good = checks.Count(one => one.Ok) })
            .ToListAsync(ct);
        return rates.ToDictionary(one => one.Key, one => Math.Round(100.0 * one.Good / one.Checks, 1));
    }
}

using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Storage;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Supervisor.Outbound;

/// <summary>
/// What the strategies of each proxy use now. A version of a strategy names its proxy; this may change.
/// </summary>
internal sealed class OutboundRoutes(IServiceScopeFactory scopes, InstallationKeys keys)
{
    private volatile Dictionary<Guid, string?> _urls = [];

    /// <summary>With the address that counts now; without a proxy when it connects directly.</summary>
    public StrategyDefinition Resolve(StrategyDefinition definition)
    {
        if (definition.Proxy is not { } proxy) return definition;
        // One that is not known yet is as it was when the api gave the version.
        var url = _urls.TryGetValue(proxy.Id, out var known) ? known : proxy.Url;
        return definition with { Proxy = string.IsNullOrEmpty(url) ? null : proxy with { Url = url } };
    }

    public async Task LoadAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var rows = await scope.ServiceProvider.GetRequiredService<SupervisorDbContext>().OutboundRoutes.AsNoTracking()
            .ToListAsync(ct);
        _urls = rows.ToDictionary(
            row => row.ProxyId, row => row.UrlSealed is { } text ? keys.Unseal(text) : null);
    }

    /// <returns>False: nothing is other than before.</returns>
    public async Task<bool> KeepAsync(IReadOnlyCollection<OutboundRoute> routes, CancellationToken ct)
    {
        var urls = routes.ToDictionary(route => route.ProxyId, route => route.Url);
        if (urls.Count == _urls.Count && urls.All(_urls.Contains)) return false;

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SupervisorDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.OutboundRoutes.ExecuteDeleteAsync(ct);
        db.OutboundRoutes.AddRange(urls.Select(one => new OutboundRouteRow
        {
            ProxyId = one.Key, UrlSealed = one.Value is { } url ? keys.Seal(url) : null,
        }));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        _urls = urls;
        return true;
    }
}

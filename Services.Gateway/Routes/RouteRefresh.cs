using System.Text.Json;
using BtcWatcher.ServiceDefaults.Messaging;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Gateway.Routes;

/// <summary>
/// Keeps the map equal to the supervisor's: whole at start and whenever the broker came back, one instance's entry by
/// event, and from time to time a comparison that repairs. Without the supervisor the last map stays in use.
/// </summary>
internal sealed class RouteRefresh(
    RouteStore store, RouteFetch supervisor, RouteRequests requests, DriftAlert drift,
    IOptions<GatewayOptions> options, GatewayMetrics metrics, ILogger<RouteRefresh> logger) : BackgroundService
{
    private readonly SemaphoreSlim _fetching = new(1);
    private bool _failing;

    /// <summary>Fetches all now. Null when it worked, else why not; the old map then stays.</summary>
    public async Task<string?> FetchAsync(CancellationToken ct) =>
        await TryAsync(async () => await ReplaceAsync(ct), ct);

    public override void Dispose()
    {
        _fetching.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        RouteRequest? request = RouteRequest.Everything;
        while (!stoppingToken.IsCancellationRequested)
        {
            var fault = request is null
                ? await CompareAsync(stoppingToken)
                : await TryAsync(() => ServeAsync(request, stoppingToken), stoppingToken);
            var wait = fault is null ? options.Value.ComparisonInterval : options.Value.FetchRetryDelay;
            var next = await requests.WaitAsync(wait, stoppingToken);
            request = fault is null ? next : RouteRequest.Everything;
        }
    }

    private async Task ServeAsync(RouteRequest request, CancellationToken ct)
    {
        if (request.All || !store.IsLoaded)
        {
            await ReplaceAsync(ct);
            return;
        }

        foreach (var id in request.Strategies)
        {
            var (table, view) = await supervisor.OneAsync(id, ct);
            var route = table.Routes.FirstOrDefault(one => one.StrategyId == id);
            if (!store.Current.Set(id, table.Revision, route, view)) Log.RouteUnusable(logger, id, route!.Address);
        }

        metrics.RoutesReplaced(store.Current.Count);
    }

    // What differs although nobody told is repaired at once. Only when no event tells it within a moment either (it may
    // have been on its way), is it a drift that a person should know of.
    private async Task<string?> CompareAsync(CancellationToken ct)
    {
        IReadOnlyList<int> differing = [];
        if (await TryAsync(async () => differing = await ReplaceAsync(ct), ct) is { } fault) return fault;
        if (differing.Count == 0)
        {
            drift.None(ct);
            return null;
        }

        if (await requests.WaitAsync(options.Value.DriftGrace, ct) is { } late)
        {
            return await TryAsync(() => ServeAsync(late, ct), ct);
        }

        metrics.DriftRepaired();
        Log.RoutesDrifted(logger, store.Current.Revision, string.Join(", ", differing.Take(20)));
        drift.Found(differing, ct);
        return null;
    }

    private async Task<IReadOnlyList<int>> ReplaceAsync(CancellationToken ct)
    {
        var (table, views) = await supervisor.AllAsync(ct);
        var (map, unusable) = RouteMap.From(table, views, store.Current);
        foreach (var route in unusable) Log.RouteUnusable(logger, route.StrategyId, route.Address);
        var before = store.Replace(map);
        var differing = map.DifferencesFrom(before);
        metrics.RoutesReplaced(map.Count);
        if (differing.Count > 0) Log.RoutesReplaced(logger, map.Revision, before.Count, map.Count);
        return differing;
    }

    private async Task<string?> TryAsync(Func<Task> fetch, CancellationToken ct)
    {
        await _fetching.WaitAsync(ct);
        try
        {
            await fetch();
            if (_failing) Log.RoutesAvailable(logger);
            _failing = false;
            return null;
        }
        catch (Exception fault) when ((TransientFaults.Is(fault) || fault is JsonException or HttpRequestException)
            && !ct.IsCancellationRequested)
        {
            if (!_failing) Log.RoutesUnavailable(logger, store.Current.Count, fault.Message);
            _failing = true;
            metrics.FetchFailed();
            return fault.Message;
        }
        finally
        {
            _fetching.Release();
        }
    }
}

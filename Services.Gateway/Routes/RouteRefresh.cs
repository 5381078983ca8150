using System.Text.Json;
using System.Threading.Channels;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Gateway.Routes;

/// <summary>
/// Keeps the table equal to the supervisor's: at start, whenever <see cref="Request"/> is called, and from time to
/// time. Without the supervisor the last table stays in use.
/// </summary>
internal sealed class RouteRefresh(
    RouteStore store, IHttpClientFactory clients, IOptions<GatewayOptions> options, GatewayMetrics metrics,
    TimeProvider clock, ILogger<RouteRefresh> logger) : BackgroundService
{
    private readonly Channel<bool> _requests = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _fetching = new(1);
    private bool _failing;

    /// <summary>Asks for a fetch soon. Requests that arrive before it begins are one fetch.</summary>
    public void Request() => _requests.Writer.TryWrite(true);

    /// <summary>Fetches now. Null when it worked, else why not; the old table then stays.</summary>
    public async Task<string?> FetchAsync(bool expected, CancellationToken ct)
    {
        await _fetching.WaitAsync(ct);
        try
        {
            using var supervisor = clients.CreateClient("supervisor");
            var table = await supervisor.GetFromJsonAsync<RouteTable>("/internal/routes", MessageJson.Options, ct);
            var views =
                await supervisor.GetFromJsonAsync<InstanceView[]>("/internal/instances", MessageJson.Options, ct);
            Apply(table!, views!, expected);
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

    public override void Dispose()
    {
        _fetching.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var expected = true; // What changed without an event is drift: worth a line and a count.
        while (!stoppingToken.IsCancellationRequested)
        {
            var failed = await FetchAsync(expected, stoppingToken) is not null;
            expected = await WaitAsync(
                failed ? options.Value.FetchRetryDelay : options.Value.ComparisonInterval, stoppingToken) || failed;
        }
    }

    private async Task<bool> WaitAsync(TimeSpan longest, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return await _requests.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Apply(RouteTable table, InstanceView[] views, bool expected)
    {
        var (map, unusable) = RouteMap.From(table, views, store.Current);
        foreach (var route in unusable) Log.RouteUnusable(logger, route.StrategyId, route.Address);
        if (_failing) Log.RoutesAvailable(logger);
        _failing = false;

        var wasLoaded = store.IsLoaded;
        var before = store.Replace(map);
        if (before.HasSameRoutes(map)) return;
        metrics.RoutesReplaced(map.Count);
        Log.RoutesReplaced(logger, map.Revision, before.Count, map.Count);
        if (!wasLoaded || expected) return;
        metrics.DriftRepaired();
        Log.RoutesDrifted(logger, map.Revision);
    }
}

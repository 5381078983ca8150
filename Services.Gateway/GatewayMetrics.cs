using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using BtcWatcher.ServiceDefaults;

namespace BtcWatcher.Services.Gateway;

/// <summary>
/// What the gateway counts. A strategy is a label of two counters only, and at most 999 of them have one of their own:
/// ids are not given again, and a process that runs for years would collect them.
/// </summary>
internal sealed class GatewayMetrics
{
    private const int MostLabels = 999;
    private static readonly KeyValuePair<string, object?> Other = new("strategy", "other");

    private readonly ConcurrentDictionary<int, KeyValuePair<string, object?>> _labels = new();

    private readonly Counter<long> _calls = Count("calls", "{call}", "Calls by kind of answer");
    private readonly Histogram<double> _duration = Telemetry.Meter.CreateHistogram<double>(
        "btcwatcher.gateway.call.duration", "s", "Time until an instance's answer was passed on");
    private readonly Counter<long> _ofStrategy = Count("strategy.calls", "{call}", "Calls by strategy");
    private readonly Counter<long> _failures = Count("strategy.failures", "{call}", "Calls answered 5xx, by strategy");
    private readonly Counter<long> _shared = Count(
        "calls.shared", "{call}", "Calls answered with what another caller had asked for");
    private readonly Counter<long> _limited = Count(
        "calls.limited", "{call}", "Calls refused because their user called too often");
    private readonly UpDownCounter<long> _sockets = Telemetry.Meter.CreateUpDownCounter<long>(
        "btcwatcher.gateway.websockets", "{socket}", "Open websockets");
    private readonly Counter<long> _failedFetches = Count(
        "routes.fetch.failures", "{fetch}", "Fetches of routes that failed");
    private readonly Counter<long> _drifts = Count(
        "routes.drifts", "{drift}", "Comparisons that found what no event had told");
    private readonly Gauge<long> _routes = Telemetry.Meter.CreateGauge<long>(
        "btcwatcher.gateway.routes", "{route}", "Routes in use");

    public void Answered(int strategyId, int status, TimeSpan elapsed)
    {
        var kind = new KeyValuePair<string, object?>("answer", Kind(status));
        _calls.Add(1, kind);
        _duration.Record(elapsed.TotalSeconds, kind);
        var strategy = LabelOf(strategyId);
        _ofStrategy.Add(1, strategy);
        if (status >= 500) _failures.Add(1, strategy);
    }

    public void AnswerShared() => _shared.Add(1);

    public void CallLimited() => _limited.Add(1);

    public void SocketOpened() => _sockets.Add(1);

    public void SocketClosed() => _sockets.Add(-1);

    public void FetchFailed() => _failedFetches.Add(1);

    public void DriftRepaired() => _drifts.Add(1);

    public void RoutesReplaced(int count) => _routes.Record(count);

    private KeyValuePair<string, object?> LabelOf(int strategyId)
    {
        if (_labels.TryGetValue(strategyId, out var known)) return known;
        return _labels.Count >= MostLabels
            ? Other
            : _labels.GetOrAdd(strategyId, id => new KeyValuePair<string, object?>("strategy", id));
    }

    private static string Kind(int status) => (status / 100) switch
    {
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        5 => "5xx",
        _ => "1xx",
    };

    private static Counter<long> Count(string name, string unit, string description) =>
        Telemetry.Meter.CreateCounter<long>("btcwatcher.gateway." + name, unit, description);
}

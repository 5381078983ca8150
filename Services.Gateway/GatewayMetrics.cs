using System.Diagnostics.Metrics;
using BtcWatcher.ServiceDefaults;

namespace BtcWatcher.Services.Gateway;

/// <summary>Counts per strategy only for strategies that have a route: at most 999 label values.</summary>
internal sealed class GatewayMetrics
{
    private readonly Counter<long> _calls =
        Telemetry.Meter.CreateCounter<long>(
            "btcwatcher.gateway.calls", "{call}", "Calls by strategy and kind of answer");
    private readonly Histogram<double> _duration =
        Telemetry.Meter.CreateHistogram<double>(
            "btcwatcher.gateway.call.duration", "s", "Time until an instance's answer was passed on");
    private readonly UpDownCounter<long> _sockets =
        Telemetry.Meter.CreateUpDownCounter<long>(
            "btcwatcher.gateway.websockets", "{socket}", "Open websockets");
    private readonly Counter<long> _failedFetches =
        Telemetry.Meter.CreateCounter<long>(
            "btcwatcher.gateway.routes.fetch.failures", "{fetch}", "Fetches of the table that failed");
    private readonly Counter<long> _drifts =
        Telemetry.Meter.CreateCounter<long>(
            "btcwatcher.gateway.routes.drifts", "{drift}", "Tables that differed without an event");
    private readonly Gauge<long> _routes =
        Telemetry.Meter.CreateGauge<long>(
            "btcwatcher.gateway.routes", "{route}", "Routes in the table");

    public void Answered(KeyValuePair<string, object?> strategy, int status, TimeSpan elapsed)
    {
        var kind = new KeyValuePair<string, object?>("answer", $"{status / 100}xx");
        _calls.Add(1, strategy, kind);
        _duration.Record(elapsed.TotalSeconds, kind);
    }

    public void SocketOpened() => _sockets.Add(1);

    public void SocketClosed() => _sockets.Add(-1);

    public void FetchFailed() => _failedFetches.Add(1);

    public void DriftRepaired() => _drifts.Add(1);

    public void RoutesReplaced(int count) => _routes.Record(count);
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using BtcWatcher.ServiceDefaults;

namespace BtcWatcher.Services.Gateway.Tests;

public sealed class GatewayMetricsTests
{
    [Fact]
    public void Labels_OfThousandsOfStrategies_AreBounded()
    {
        // Ids that no other test has: the meter is the process's.
        const int First = 500_000;
        var seen = new ConcurrentDictionary<string, int>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == Telemetry.Name) listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) =>
        {
            if (instrument.Name != "btcwatcher.gateway.strategy.failures") return;
            if (tags[0].Value is "other" or >= First) seen.TryAdd(tags[0].Value!.ToString()!, 0);
        });
        listener.Start();
        var metrics = new GatewayMetrics();
        for (var id = First; id < First + 5000; id++) metrics.Answered(id, 503, TimeSpan.Zero);

        Assert.Equal(1000, seen.Count);
        Assert.Contains("other", seen.Keys);
    }
}

using System.Diagnostics.Metrics;
using BtcWatcher.ServiceDefaults;

namespace BtcWatcher.Services.Signals.Recording;

internal static class SignalMetrics
{
    public static readonly Counter<long> Recorded =
        Telemetry.Meter.CreateCounter<long>(
            "btcwatcher.signals.recorded", "{signal}", "Signals stored for the first time.");

    public static readonly Counter<long> Repeated =
        Telemetry.Meter.CreateCounter<long>(
            "btcwatcher.signals.repeated", "{signal}", "Messages whose signal was there already.");

    public static readonly Counter<long> Refused =
        Telemetry.Meter.CreateCounter<long>(
            "btcwatcher.signals.refused", "{message}", "Messages answered 4xx or 503, by reason.");

    public static readonly Counter<long> Recovered =
        Telemetry.Meter.CreateCounter<long>("btcwatcher.signals.recovered", "{signal}", "Signals added by gap repair.");

    public static readonly Histogram<double> CommitSeconds =
        Telemetry.Meter.CreateHistogram<double>(
            "btcwatcher.signals.commit", "s", "Time of one batch, its commit included.");

    public static readonly Histogram<int> BatchSize =
        Telemetry.Meter.CreateHistogram<int>("btcwatcher.signals.batch", "{signal}", "Signals in one commit.");
}

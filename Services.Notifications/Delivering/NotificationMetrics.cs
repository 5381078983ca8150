using System.Diagnostics.Metrics;
using BtcWatcher.ServiceDefaults;

namespace BtcWatcher.Services.Notifications.Delivering;

internal static class NotificationMetrics
{
    private static readonly Histogram<double> Duration = Telemetry.Meter.CreateHistogram<double>(
        "btcwatcher.notifications.delivery_seconds", "s", "From the decision to the provider's answer");

    private static readonly Counter<long> Failures = Telemetry.Meter.CreateCounter<long>(
        "btcwatcher.notifications.failed", description: "Notifications that are not tried again");

    public static void Delivered(string channel, TimeSpan after) =>
        Duration.Record(after.TotalSeconds, new KeyValuePair<string, object?>("channel", channel));

    public static void Failed(string channel) => Failures.Add(1, new KeyValuePair<string, object?>("channel", channel));
}

using System.Diagnostics.Metrics;
using BtcWatcher.ServiceDefaults;

namespace BtcWatcher.Services.Supervisor;

internal static class SupervisorMetrics
{
    public static Counter<long> Started { get; } =
        Telemetry.Meter.CreateCounter<long>("btcwatcher.instances.started", "{start}", "Instances that became ready.");

    /// <summary>Tagged with the cause.</summary>
    public static Counter<long> Failed { get; } =
        Telemetry.Meter.CreateCounter<long>("btcwatcher.instances.failed", "{failure}",
            "Instances that could not start or ended by themselves.");

    public static Counter<long> Adopted { get; } =
        Telemetry.Meter.CreateCounter<long>("btcwatcher.instances.adopted", "{instance}",
            "Running instances found again after a start of the supervisor.");
}

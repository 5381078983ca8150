using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.Services.Monitoring.Fleet;
using BtcWatcher.Services.Monitoring.Latest;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Monitoring.Capacity;

/// <summary>Capacity and ports as the supervisor has them now, or the last sample while that is fresh.</summary>
internal sealed class CapacityView(SupervisorClient supervisor, LatestStore latest)
{
    /// <summary>Null when the supervisor does not answer and nothing recent is known.</summary>
    public async Task<CapacityReport?> CurrentAsync(CancellationToken ct)
    {
        if (await supervisor.CapacityAsync(ct) is { } report) return report;
        try
        {
            return await latest.CapacityAsync() is { } sample
                ? new() { Capacity = sample.Capacity, PortPool = sample.PortPool } : null;
        }
        catch (Exception fault) when (TransientFaults.Is(fault))
        {
            return null;
        }
    }

    public static ProblemHttpResult Unknown() => Problems.Of(
        503, "system:supervisor_silent", "The supervisor does not answer",
        "Nothing recent is known of the instances. See /health/ready of the supervisor and its log; this address "
            + "recovers by itself.");
}

using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.Services.Monitoring.Fleet;
using BtcWatcher.Services.Monitoring.Latest;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Monitoring.Capacity;

/// <summary>The port pool as the supervisor has it now, or the last sample while that is fresh.</summary>
internal sealed class CapacityView(SupervisorClient supervisor, LatestStore latest)
{
    /// <summary>Null when the supervisor does not answer and nothing recent is known.</summary>
    public async Task<PortPool?> CurrentAsync(CancellationToken ct)
    {
        if (await supervisor.PortsAsync(ct) is { } pool) return pool;
        try
        {
            return await latest.CapacityAsync() is { } sample ? sample.PortPool : null;
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

using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Storage;

namespace BtcWatcher.Services.Supervisor.Upgrades;

internal enum Health { Waiting, Healthy, Failed }

/// <summary>Whether an instance does well on the version it was switched to. Without I/O.</summary>
internal static class HealthGate
{
    /// <param name="instance">Its row; failures were forgotten with the switch.</param>
    /// <param name="desired">What a person wants of it.</param>
    /// <param name="since">When it was switched, or this supervisor began to look.</param>
    /// <param name="healthyFor">How long it must run.</param>
    /// <param name="mostWait">How long all of it may take.</param>
    /// <param name="now">The time.</param>
    /// <param name="lastFailure">Why it failed last, where known: its row forgets it with the next start.</param>
    public static (Health Health, string? Reason) Judge(
        Instance instance, DesiredInstance? desired, DateTimeOffset since, TimeSpan healthyFor, TimeSpan mostWait,
        DateTimeOffset now, string? lastFailure = null)
    {
        // Stopped by a person meanwhile: nothing to wait for.
        if (desired is not { State: DesiredState.Running, Deleted: false }) return (Health.Healthy, null);
        // What is not the program's doing, such as an exchange that does not answer, is waited for.
        if (instance.Faults > 0 || instance.State == InstanceState.GaveUp)
        {
            return (Health.Failed, lastFailure ?? instance.Reason ?? "it did not stay");
        }

        if (instance.State.IsReachable() && instance.ReadyAt + healthyFor <= now) return (Health.Healthy, null);
        return now - since > mostWait
            ? (Health.Failed, $"not healthy within {mostWait.TotalSeconds:0} s: {instance.Reason ?? "not ready"}")
            : (Health.Waiting, null);
    }
}

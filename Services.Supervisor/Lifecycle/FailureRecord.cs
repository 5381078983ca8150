using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Storage;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>Writes a failure into an instance's row, with what others are told of it.</summary>
internal static class FailureRecord
{
    // What passes by itself in a moment is not worth an alert at once: the api is still starting, or everything ended
    // with the machine. Before our eyes it is.
    private const int QuietFailures = 2;

    public static void Apply(
        InstanceChange change, Failure failure, string reason, string detail, bool wasReady, bool wasWatched,
        RestartPolicy policy, bool simulated, DateTimeOffset now)
    {
        var row = change.Row;
        row.Failures++;
        if (failure.Kind != FailureKind.Outside) row.Faults++;
        var delay = policy.DelayAfter(row.Failures, row.Faults, failure.Kind, Random.Shared.NextDouble());
        row.NextAttemptAt = now + delay;
        row.Enter(delay is null ? InstanceState.GaveUp : InstanceState.BackingOff, now, reason);
        // A full machine is no crash, and one alert for all that it refuses: CapacityAlert.
        if (failure.Cause == FailureCause.Capacity) return;
        change.Tell(new InstanceCrashed
        {
            StrategyId = row.StrategyId, Generation = row.Generation, At = now, Reason = reason,
            ExitCode = row.ExitCode,
            NextAttemptAt = row.NextAttemptAt, Simulated = simulated,
        });
        if (delay is null)
        {
            change.Tell(new InstanceGaveUp
            {
                StrategyId = row.StrategyId, Generation = row.Generation, At = now, Reason = reason,
                Simulated = simulated,
            });
        }

        var isQuiet = !wasWatched && failure.Cause is FailureCause.DefinitionUnavailable or FailureCause.Interrupted
            && row.Failures <= QuietFailures;
        if (delay is not null && isQuiet && !row.AlertRaised) return;
        var died = wasReady && failure.Kind != FailureKind.Outside;
        DownAlert.Raise(change, died, gaveUp: delay is null, detail, simulated, now);
    }
}

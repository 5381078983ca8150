using System.Globalization;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Storage;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>Writes a failure into an instance's row, with what others are told of it.</summary>
internal static class FailureRecord
{
    // What passes by itself in a moment, as the api that is still starting, is not worth an alert at once.
    private const int QuietFailures = 2;

    public static string AlertKey(int strategyId) =>
        string.Create(CultureInfo.InvariantCulture, $"instance:{strategyId}:down");

    public static void Apply(
        InstanceChange change, Failure failure, string reason, string detail, RestartPolicy policy, bool simulated,
        DateTimeOffset now)
    {
        var row = change.Row;
        row.Failures++;
        if (failure.Kind != FailureKind.Outside) row.Faults++;
        var delay = policy.DelayAfter(row.Failures, row.Faults, failure.Kind, Random.Shared.NextDouble());
        row.NextAttemptAt = now + delay;
        row.Enter(delay is null ? InstanceState.GaveUp : InstanceState.BackingOff, now, reason);
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

        var isQuiet = failure.Cause is FailureCause.DefinitionUnavailable or FailureCause.Interrupted
            && row.Failures <= QuietFailures;
        if (delay is null || (!row.AlertRaised && !isQuiet))
        {
            Raise(change, gaveUp: delay is null, detail, simulated, now);
        }
    }

    public static void Resolve(InstanceChange change, DateTimeOffset now)
    {
        if (!change.Row.AlertRaised) return;
        change.Row.AlertRaised = false;
        change.Tell(new AlertResolved { Key = AlertKey(change.Row.StrategyId), At = now });
    }

    private static void Raise(InstanceChange change, bool gaveUp, string detail, bool simulated, DateTimeOffset now)
    {
        var row = change.Row;
        row.AlertRaised = true;
        change.Tell(new AlertRaised
        {
            Key = AlertKey(row.StrategyId),
            Severity = gaveUp ? AlertSeverity.Critical : AlertSeverity.Warning,
            TitleEn = gaveUp
                ? $"Strategy {row.StrategyId} does not run any more: its restarts were given up"
                : $"Strategy {row.StrategyId} has ended by itself and is started again",
            TitleZh = gaveUp ? $"策略 {row.StrategyId} 已停止运行：不再自动重启" : $"策略 {row.StrategyId} 意外退出，正在重启",
            Detail = detail.TrimEnd(),
            At = now,
            StrategyId = row.StrategyId,
            Simulated = simulated,
        });
    }
}

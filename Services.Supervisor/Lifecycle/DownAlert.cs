using System.Globalization;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Storage;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>
/// The one alert of a strategy whose instance does not run: raised at its first end, brought up to date with every
/// retry, when it runs again and when it is given up, resolved when it has run long enough or nobody wants it to run.
/// </summary>
internal static class DownAlert
{
    public static string Key(int strategyId) =>
        string.Create(CultureInfo.InvariantCulture, $"instance:{strategyId}:down");

    /// <param name="change">Of the instance.</param>
    /// <param name="died">It had been running, and no cause outside of it is known.</param>
    /// <param name="gaveUp">Nothing is tried any more.</param>
    /// <param name="detail">The reason, and the end of the log.</param>
    /// <param name="simulated">The installation is.</param>
    /// <param name="now">When.</param>
    public static void Raise(
        InstanceChange change, bool died, bool gaveUp, string detail, bool simulated, DateTimeOffset now)
    {
        var id = change.Row.StrategyId;
        change.Row.AlertRaised = true;
        change.Tell(new AlertRaised
        {
            Key = Key(id),
            Severity = gaveUp || died ? AlertSeverity.Critical : AlertSeverity.Warning,
            TitleEn = gaveUp ? $"Strategy {id} does not run any more: its restarts were given up"
                : $"Strategy {id} has ended by itself and is started again",
            TitleZh = gaveUp ? $"策略 {id} 已停止运行：不再自动重启" : $"策略 {id} 意外退出，正在重启",
            Detail = detail.TrimEnd(),
            At = now,
            StrategyId = id,
            Simulated = simulated,
        });
    }

    /// <summary>It runs again; the alert is resolved when that has lasted.</summary>
    public static void RunsAgain(InstanceChange change, TimeSpan stableAfter, bool simulated, DateTimeOffset now)
    {
        if (!change.Row.AlertRaised) return;
        var id = change.Row.StrategyId;
        change.Tell(new AlertRaised
        {
            Key = Key(id),
            Severity = AlertSeverity.Warning,
            TitleEn = $"Strategy {id} had ended by itself and runs again",
            TitleZh = $"策略 {id} 曾意外退出，现已恢复运行",
            Detail = string.Create(
                CultureInfo.InvariantCulture,
                $"Running again since {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; resolved when that has lasted for "
                + $"{stableAfter:g}."),
            At = now,
            StrategyId = id,
            RunningAgainSince = now,
            Simulated = simulated,
        });
    }

    public static void Resolve(InstanceChange change, DateTimeOffset now)
    {
        if (!change.Row.AlertRaised) return;
        change.Row.AlertRaised = false;
        change.Tell(new AlertResolved { Key = Key(change.Row.StrategyId), At = now });
    }
}

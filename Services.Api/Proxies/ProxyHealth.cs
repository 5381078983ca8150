using System.Globalization;
using BtcWatcher.ServiceDefaults.Settings;

namespace BtcWatcher.Services.Api.Proxies;

/// <summary>What is known of a proxy before a check.</summary>
/// <param name="Checks">Checks that are kept, without the new one.</param>
/// <param name="Good">How many of them were good.</param>
/// <param name="UsualLatencyMs">Median of the good ones; null when there are too few.</param>
internal sealed record ProxyPast(
    ProxyStatus Status, int Failures, int Successes, int Checks, int Good, double? UsualLatencyMs);

/// <summary>What a check makes of a proxy.</summary>
internal sealed record ProxyVerdict(ProxyStatus Status, int Failures, int Successes, string? Reason, TimeSpan Next);

/// <summary>Judges proxies by proxy.yml.</summary>
internal static class ProxyHealth
{
    /// <summary>Good checks that it takes to know what is usual.</summary>
    public const int Enough = 5;

    private static readonly TimeSpan OnTrouble = TimeSpan.FromSeconds(10);

    /// <param name="past">Before this check.</param>
    /// <param name="check">What was found.</param>
    /// <param name="settings">proxy.yml.</param>
    /// <param name="interval">Between two checks while nothing is wrong.</param>
    public static ProxyVerdict Judge(ProxyPast past, ProxyTested check, ProxySettings settings, TimeSpan interval)
    {
        var recovery = TimeSpan.FromSeconds(settings.Failover.AutoRecoveryCheckInterval);
        if (!check.Ok)
        {
            var failures = past.Failures + 1;
            return past.Status == ProxyStatus.Down || failures >= settings.HealthCheck.MaxConsecutiveFailures
                ? new(ProxyStatus.Down, failures, 0, check.Detail, recovery)
                : new(ProxyStatus.Degraded, failures, 0, check.Detail, OnTrouble < interval ? OnTrouble : interval);
        }

        var successes = past.Successes + 1;
        if (past.Status == ProxyStatus.Down && successes < settings.Failover.RecoverySuccessCount)
        {
            return new(ProxyStatus.Down, 0, successes,
                $"good again, {successes} of {settings.Failover.RecoverySuccessCount} checks in a row", recovery);
        }

        var reason = Degradation(past, check, settings);
        return new(reason is null ? ProxyStatus.Healthy : ProxyStatus.Degraded, 0, successes, reason, interval);
    }

    private static string? Degradation(ProxyPast past, ProxyTested check, ProxySettings settings)
    {
        var latency = check.LatencyMs ?? 0;
        if (latency > settings.HealthCheck.MaxLatencyMs)
        {
            return Text($"latency {latency:0} ms, more than {settings.HealthCheck.MaxLatencyMs} ms");
        }

        if (past.UsualLatencyMs is { } usual && latency > usual * settings.Monitoring.LatencySpikeThreshold / 100)
        {
            return Text($"latency {latency:0} ms, usually {usual:0} ms");
        }

        var rate = 100.0 * (past.Good + 1) / (past.Checks + 1);
        return past.Checks + 1 >= Enough && rate < settings.HealthCheck.SuccessRateThreshold
            ? Text($"{rate:0} % of the checks were good, less than {settings.HealthCheck.SuccessRateThreshold} %")
            : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

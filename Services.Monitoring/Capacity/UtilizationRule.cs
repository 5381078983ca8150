using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Monitoring.Capacity;

/// <summary>When the used share of all slots, in percent, is an alert.</summary>
internal static class UtilizationRule
{
    private const double Critical = 90;

    // So that an instance that starts again does not resolve and raise it.
    private const double Slack = 1;

    /// <param name="used">In percent of all strategies that could run.</param>
    /// <param name="threshold">More than this is an alert.</param>
    /// <param name="open">The alert that is open.</param>
    /// <returns>The alert that should be open; null for none. It never becomes less severe before it is over.</returns>
    public static AlertSeverity? Judge(double used, double threshold, AlertSeverity? open)
    {
        if (used <= (open is null ? threshold : Math.Max(0, threshold - Slack))) return null;
        return used >= Critical || open == AlertSeverity.Critical ? AlertSeverity.Critical : AlertSeverity.Warning;
    }
}

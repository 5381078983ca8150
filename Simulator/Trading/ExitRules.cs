using System.Globalization;
using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Trading;

/// <summary>When a trade is left: stop loss, return on investment, exit signal. No I/O.</summary>
internal static class ExitRules
{
    /// <summary>The exit reason, or null to stay.</summary>
    public static string? Reason(Trade trade, double rate, bool exitSignal, PyDict roi, DateTimeOffset now)
    {
        if (rate <= trade.StopRate)
        {
            return "stop_loss";
        }

        if (trade.OpenOrder is { IsEntry: false } stuck)
        {
            return stuck.Tag; // An unfilled exit order is replaced for the same reason.
        }

        if (RoiAt(roi, now - trade.OpenedAt) is { } wanted && trade.ProfitRatio(rate) > wanted)
        {
            return "roi";
        }

        return exitSignal ? "exit_signal" : null;
    }

    /// <summary>The wanted ratio after so long: the entry with the most minutes that have passed.</summary>
    internal static double? RoiAt(PyDict roi, TimeSpan held)
    {
        var best = (Minutes: -1.0, Ratio: (double?)null);
        foreach (var (key, value) in roi)
        {
            if (double.TryParse(key, NumberStyles.Float, CultureInfo.InvariantCulture, out var minutes)
                && minutes <= held.TotalMinutes && minutes > best.Minutes)
            {
                best = (minutes, PyNumber.TryDouble(value));
            }
        }

        return best.Ratio;
    }
}

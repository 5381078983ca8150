using BtcWatcher.Simulator.Python;
using BtcWatcher.Simulator.Trading;

namespace BtcWatcher.Simulator.Statistics;

/// <summary>The deepest fall of the cumulated profit from its high, and the present one.</summary>
internal static class Drawdown
{
    public static void Add(PyDict d, IReadOnlyList<Trade> closed, double start)
    {
        var (profit, high, highAt) = (0.0, 0.0, 0L);
        var (worst, from, to) = (0.0, 0L, 0L);
        foreach (var trade in closed.OrderBy(t => t.ClosedAt))
        {
            var at = trade.ClosedAt!.Value.ToUnixTimeMilliseconds();
            profit += trade.CloseProfitAbs ?? 0;
            if (highAt == 0 || profit > high)
            {
                (high, highAt) = (Math.Max(profit, high), at);
            }

            if (high - profit > worst)
            {
                (worst, from, to) = (high - profit, highAt, at);
            }
        }

        var now = high - profit;
        d["max_drawdown"] = worst > 0 ? worst / (start + high) : 0.0;
        d["max_drawdown_abs"] = worst;
        Date(d, "max_drawdown_start", from);
        Date(d, "max_drawdown_end", to);
        d["current_drawdown"] = now > 0 ? now / (start + high) : 0.0;
        d["current_drawdown_abs"] = now;
        d["current_drawdown_high"] = high;
        Date(d, "current_drawdown_start", now > 0 ? highAt : 0);
    }

    private static void Date(PyDict d, string name, long ms)
    {
        d[name] = ms == 0 ? "" : PyTime.Text(ms);
        d[name + "_timestamp"] = ms;
    }
}

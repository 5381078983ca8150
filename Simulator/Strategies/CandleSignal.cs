using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Strategies;

/// <summary>The compact JSON that the mixin in <c>strategies/</c> sends for a candle with a signal.</summary>
internal static class CandleSignal
{
    /// <summary>Null where the frame's last candle has no signal. NaN becomes null, as in the mixin.</summary>
    public static string? Of(Frame frame, string strategy, string timeframe, string[] published)
    {
        var row = frame.Length - 1;
        if (row < 0 || frame.Side[row] == 0)
        {
            return null;
        }

        var indicators = new PyDict();
        foreach (var name in published)
        {
            indicators[name] = frame.Value(name, row);
        }

        return PyJson.Text(new PyDict
        {
            ["v"] = 1,
            ["kind"] = "signal",
            ["strategy"] = strategy,
            ["pair"] = frame.Pair,
            ["timeframe"] = timeframe,
            ["candle"] = PyText.Iso(frame.Date(row)),
            ["close"] = frame.Close[row],
            ["sides"] = new List<object?> { frame.Side[row] == 1 ? "enter_long" : "exit_long" },
            ["tag"] = frame.EnterTag(row) is { Length: > 0 } tag ? tag : null,
            ["strength"] = frame.Strength[row],
            ["indicators"] = indicators,
        });
    }
}

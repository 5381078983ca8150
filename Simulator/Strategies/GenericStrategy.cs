using System.Globalization;
using System.Text.Json;
using BtcWatcher.Simulator.Commands;
using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Strategies;

/// <summary>
/// Stands in for a strategy file that the Simulator does not know: its Python is not run. Stoploss, ROI, timeframe and
/// version come from the file, the signals from two exponential means (strength 0..100).
/// </summary>
internal sealed class GenericStrategy(string code) : Strategy
{
    public override string Tag => "generic";

    public override string[] Published => ["ema_fast", "ema_slow", "rsi"];

    public override string Version => StrategyFiles.Version(code) ?? "generic";

    public override string Timeframe => StrategyFiles.Attribute(code, "timeframe") ?? base.Timeframe;

    public override double? Stoploss =>
        double.TryParse(StrategyFiles.Attribute(code, "stoploss"), NumberStyles.Float, CultureInfo.InvariantCulture,
            out var value)
            ? value
            : null;

    public override PyDict MinimalRoi => Roi() ?? [];

    protected override double[] Sides(Frame f)
    {
        var fast = f.Indicators["ema_fast"] = Series.Ema(f.Close, 8);
        var slow = f.Indicators["ema_slow"] = Series.Ema(f.Close, 21);
        f.Indicators["rsi"] = Series.Rsi(f.Close, 14);
        var atr = Series.Atr(f.High, f.Low, f.Close, 14);
        f.Strength = Series.Map(f.Length, i => Series.Clip(60 * Math.Abs(fast[i] - slow[i]) / atr[i], 0, 100));
        return Series.Map(f.Length, i => double.IsNaN(atr[i]) ? double.NaN : Sign(fast[i] - slow[i]));
    }

    private PyDict? Roi()
    {
        var start = code.IndexOf("minimal_roi", StringComparison.Ordinal);
        var open = start < 0 ? -1 : code.IndexOf('{', start);
        var close = open < 0 ? -1 : code.IndexOf('}', open);
        if (close < 0)
        {
            return null;
        }

        try
        {
            var text = code[open..(close + 1)].Replace('\'', '"');
            return PyJson.Read(System.Text.Encoding.UTF8.GetBytes(text)) as PyDict;
        }
        catch (JsonException)
        {
            return null; // An expression: the Simulator runs no Python, so the table stays empty.
        }
    }
}

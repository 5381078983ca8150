using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Strategies;

/// <summary>
/// A strategy's maths. It names a side for every candle (1 long, -1 out, NaN undecided); a signal is given when the
/// side changes and on every <see cref="RepeatEvery"/>th candle that it lasts. The Python files in <c>strategies/</c>
/// do the
/// same.
/// </summary>
internal abstract class Strategy
{
    /// <summary>A lasting side is confirmed every so many candles, so a strategy is never silent for longer.</summary>
    public const int RepeatEvery = 8;

    /// <summary>Candles kept and analysed, as FreqTrade keeps about a thousand.</summary>
    public const int Window = 999;

    public abstract string Tag { get; }

    /// <summary>Indicator columns that the candle signal carries.</summary>
    public abstract string[] Published { get; }

    public virtual string Version => "v1";

    public virtual string Timeframe => "5m";

    public virtual double? Stoploss => -0.04;

    public virtual PyDict MinimalRoi => new() { ["0"] = 0.02, ["30"] = 0.01, ["90"] = 0.004 };

    /// <summary>Fills indicators and strength, returns the side of every candle.</summary>
    protected abstract double[] Sides(Frame frame);

    public void Analyse(Frame frame)
    {
        frame.TagName = Tag;
        var sides = Sides(frame);
        var current = double.NaN;
        var age = 0;
        for (var i = 0; i < frame.Length; i++)
        {
            var side = double.IsNaN(sides[i]) ? current : sides[i];
            age = side == current ? age + 1 : 0;
            current = side;
            frame.Side[i] = double.IsNaN(side) || age % RepeatEvery != 0 ? (sbyte)0 : (sbyte)side;
        }
    }

    protected static double Sign(double value) => value > 0 ? 1 : value < 0 ? -1 : double.NaN;
}

namespace BtcWatcher.Simulator.Strategies;

/// <summary>Buys at the lower band, leaves at the upper; strength 0..100 is the distance from the middle.</summary>
internal sealed class BollingerAda : Strategy
{
    public override string Tag => "bollinger";

    public override string[] Published => ["bb_lower", "bb_middle", "bb_upper", "percent_b"];

    protected override double[] Sides(Frame f)
    {
        var middle = Series.Mean(f.Close, 20);
        var width = Series.Deviation(f.Close, 20);
        var lower = f.Indicators["bb_lower"] = Series.Map(f.Length, i => middle[i] - (2 * width[i]));
        f.Indicators["bb_middle"] = middle;
        f.Indicators["bb_upper"] = Series.Map(f.Length, i => middle[i] + (2 * width[i]));
        var percent = f.Indicators["percent_b"] =
            Series.Map(f.Length, i => width[i] > 0 ? (f.Close[i] - lower[i]) / (4 * width[i]) : double.NaN);
        f.Strength = Series.Map(f.Length, i => Series.Clip(160 * Math.Abs(percent[i] - 0.5), 0, 100));
        return Series.Map(f.Length, i => percent[i] < 0.2 ? 1 : percent[i] > 0.8 ? -1 : double.NaN);
    }
}

namespace BtcWatcher.Simulator.Strategies;

/// <summary>Buys weakness, leaves strength; strength 0..100 is the distance of the RSI from 50.</summary>
internal sealed class RsiEth : Strategy
{
    public override string Tag => "rsi";

    public override string[] Published => ["rsi", "volume_ratio"];

    protected override double[] Sides(Frame f)
    {
        var rsi = f.Indicators["rsi"] = Series.Rsi(f.Close, 14);
        var volume = Series.Mean(f.Volume, 20);
        f.Indicators["volume_ratio"] = Series.Map(f.Length, i => f.Volume[i] / volume[i]);
        f.Strength = Series.Map(f.Length, i => Series.Clip(4 * Math.Abs(rsi[i] - 50), 0, 100));
        return Series.Map(f.Length, i => rsi[i] < 45 ? 1 : rsi[i] > 55 ? -1 : double.NaN);
    }
}

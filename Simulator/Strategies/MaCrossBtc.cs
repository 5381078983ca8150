namespace BtcWatcher.Simulator.Strategies;

/// <summary>Two exponential means; strength 0..10 is their distance in mean true ranges.</summary>
internal sealed class MaCrossBtc : Strategy
{
    public override string Tag => "ma_cross";

    public override string[] Published => ["ema_fast", "ema_slow", "atr"];

    protected override double[] Sides(Frame f)
    {
        var fast = f.Indicators["ema_fast"] = Series.Ema(f.Close, 5);
        var slow = f.Indicators["ema_slow"] = Series.Ema(f.Close, 13);
        var atr = f.Indicators["atr"] = Series.Atr(f.High, f.Low, f.Close, 14);
        f.Strength = Series.Map(f.Length, i => Series.Clip(8 * Math.Abs(fast[i] - slow[i]) / atr[i], 0, 10));
        return Series.Map(f.Length, i => double.IsNaN(atr[i]) ? double.NaN : Sign(fast[i] - slow[i]));
    }
}

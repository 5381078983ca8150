namespace BtcWatcher.Simulator.Strategies;

/// <summary>MACD against its signal line; strength -5..5 is how far histogram and trend agree with the side.</summary>
internal sealed class MacdDot : Strategy
{
    public override string Tag => "macd";

    public override string[] Published => ["macd", "macd_signal", "macd_hist"];

    protected override double[] Sides(Frame f)
    {
        var (fast, slow) = (Series.Ema(f.Close, 12), Series.Ema(f.Close, 26));
        var macd = f.Indicators["macd"] = Series.Map(f.Length, i => fast[i] - slow[i]);
        var signal = f.Indicators["macd_signal"] = Series.Ema(macd, 9);
        var hist = f.Indicators["macd_hist"] = Series.Map(f.Length, i => macd[i] - signal[i]);
        var spread = Series.Deviation(hist, 50);
        var usual = Series.Mean(Series.Map(f.Length, i => Math.Abs(macd[i])), 50);
        var side = Series.Map(f.Length, i =>
            hist[i] > 0.2 * spread[i] ? 1 : hist[i] < -0.2 * spread[i] ? -1 : double.NaN);
        var last = double.NaN;
        f.Strength = Series.Map(f.Length, i =>
        {
            last = double.IsNaN(side[i]) ? last : side[i];
            return Series.Clip(last * ((1.5 * hist[i] / spread[i]) + (macd[i] / usual[i])), -5, 5);
        });
        return side;
    }
}

namespace BtcWatcher.Simulator.Strategies;

/// <summary>Momentum against its own volatility, weighed by volume; strength 0..1000.</summary>
internal sealed class CustomSol : Strategy
{
    public override string Tag => "momentum";

    public override string[] Published => ["momentum", "zscore", "volume_ratio"];

    protected override double[] Sides(Frame f)
    {
        var momentum = f.Indicators["momentum"] = Series.Change(f.Close, 10);
        var noise = Series.Deviation(Series.Change(f.Close, 1), 20);
        var zscore = f.Indicators["zscore"] =
            Series.Map(f.Length, i => noise[i] > 0 ? momentum[i] / (noise[i] * Math.Sqrt(10)) : double.NaN);
        var volume = Series.Mean(f.Volume, 20);
        var ratio = f.Indicators["volume_ratio"] = Series.Map(f.Length, i => f.Volume[i] / volume[i]);
        f.Strength = Series.Map(f.Length, i => Series.Clip(350 * Math.Abs(zscore[i]) * Math.Sqrt(ratio[i]), 0, 1000));
        return Series.Map(f.Length, i => zscore[i] > 0.5 ? 1 : zscore[i] < -0.5 ? -1 : double.NaN);
    }
}

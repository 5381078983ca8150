namespace BtcWatcher.Simulator.Strategies;

/// <summary>Column maths as pandas does it: NaN where a window is not full, exponential means with
/// adjust=False.</summary>
internal static class Series
{
    /// <summary>ewm(span=n, adjust=False).mean()</summary>
    public static double[] Ema(double[] values, int span) => Ewm(values, 2.0 / (span + 1), 1);

    /// <summary>ewm(alpha=a, adjust=False, min_periods=n).mean(); leading NaN are skipped.</summary>
    public static double[] Ewm(double[] values, double alpha, int least)
    {
        var result = new double[values.Length];
        var mean = double.NaN;
        var seen = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                mean = double.IsNaN(mean) ? values[i] : ((1 - alpha) * mean) + (alpha * values[i]);
                seen++;
            }

            result[i] = seen >= least ? mean : double.NaN;
        }

        return result;
    }

    /// <summary>rolling(n).mean()</summary>
    public static double[] Mean(double[] values, int window) => Rolling(values, window, Average);

    /// <summary>rolling(n).std(ddof=0)</summary>
    public static double[] Deviation(double[] values, int window) => Rolling(values, window, static slice =>
    {
        var mean = Average(slice);
        var sum = 0.0;
        foreach (var value in slice)
        {
            sum += (value - mean) * (value - mean);
        }

        return Math.Sqrt(sum / slice.Length);
    });

    /// <summary>values / values.shift(n) - 1</summary>
    public static double[] Change(double[] values, int periods) =>
        Map(values.Length, i => i < periods ? double.NaN : (values[i] / values[i - periods]) - 1);

    /// <summary>Wilder's relative strength index.</summary>
    public static double[] Rsi(double[] close, int periods)
    {
        var delta = Map(close.Length, i => i == 0 ? double.NaN : close[i] - close[i - 1]);
        var gain = Ewm(Map(close.Length, i => i == 0 ? double.NaN : Math.Max(delta[i], 0)), 1.0 / periods, periods);
        var loss = Ewm(Map(close.Length, i => i == 0 ? double.NaN : Math.Max(-delta[i], 0)), 1.0 / periods, periods);
        return Map(close.Length, i => 100 - (100 / (1 + (gain[i] / loss[i]))));
    }

    /// <summary>Mean true range over n candles.</summary>
    public static double[] Atr(double[] high, double[] low, double[] close, int window) =>
        Mean(Map(close.Length, i => i == 0
            ? high[i] - low[i]
            : Math.Max(high[i] - low[i], Math.Max(Math.Abs(high[i] - close[i - 1]), Math.Abs(low[i] - close[i - 1])))),
                window);

    public static double[] Map(int length, Func<int, double> value)
    {
        var result = new double[length];
        for (var i = 0; i < length; i++)
        {
            result[i] = value(i);
        }

        return result;
    }

    /// <summary>clip(lower, upper); NaN stays NaN.</summary>
    public static double Clip(double value, double least, double most) =>
        double.IsNaN(value) ? value : Math.Min(Math.Max(value, least), most);

    private static double Average(ReadOnlySpan<double> slice)
    {
        var sum = 0.0;
        foreach (var value in slice)
        {
            sum += value;
        }

        return sum / slice.Length;
    }

    private delegate double Aggregate(ReadOnlySpan<double> slice);

    private static double[] Rolling(double[] values, int window, Aggregate aggregate)
    {
        var result = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            result[i] = i < window - 1 ? double.NaN : aggregate(values.AsSpan(i - window + 1, window));
        }

        return result;
    }
}

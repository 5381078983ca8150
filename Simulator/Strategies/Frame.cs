using BtcWatcher.Simulator.Market;
using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Strategies;

/// <summary>The analysed candles of one pair: price columns, indicator columns, strength and signals, oldest
/// first.</summary>
internal sealed class Frame
{
    public Frame(string pair, IReadOnlyList<Candle> candles)
    {
        Pair = pair;
        OpenMs = new long[candles.Count];
        (Open, High, Low) = (new double[candles.Count], new double[candles.Count], new double[candles.Count]);
        (Close, Volume) = (new double[candles.Count], new double[candles.Count]);
        for (var i = 0; i < candles.Count; i++)
        {
            (OpenMs[i], Open[i], High[i], Low[i], Close[i], Volume[i]) = candles[i];
        }

        Strength = new double[candles.Count];
        Side = new sbyte[candles.Count];
    }

    public string Pair { get; }

    public int Length => OpenMs.Length;

    public long[] OpenMs { get; }

    public double[] Open { get; }

    public double[] High { get; }

    public double[] Low { get; }

    public double[] Close { get; }

    public double[] Volume { get; }

    public OrderedDictionary<string, double[]> Indicators { get; } = [];

    /// <summary>Column signal_strength, in the strategy's own range; NaN while its windows fill.</summary>
    public double[] Strength { get; set; }

    /// <summary>1: enter_long, -1: exit_long, 0: no signal on this candle.</summary>
    public sbyte[] Side { get; }

    /// <summary>Prefix of enter_tag; the tag is "name|strength".</summary>
    public string TagName { get; set; } = "";

    public DateTimeOffset AnalysedAt { get; set; }

    public DateTimeOffset Date(int row) => DateTimeOffset.FromUnixTimeMilliseconds(OpenMs[row]);

    public string EnterTag(int row) => Side[row] == 1 ? $"{TagName}|{Fixed(Strength[row])}" : "";

    /// <summary>The value of any column, as the data frame holds it.</summary>
    public object? Value(string column, int row) => column switch
    {
        "date" => Date(row).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        "open" => Open[row],
        "high" => High[row],
        "low" => Low[row],
        "close" => Close[row],
        "volume" => Volume[row],
        "signal_strength" => Strength[row],
        "enter_tag" => EnterTag(row),
        "exit_tag" => "",
        "enter_long" => Side[row] == 1 ? 1.0 : double.NaN,
        "exit_long" => Side[row] == -1 ? 1.0 : double.NaN,
        "__date_ts" => OpenMs[row],
        "_enter_long_signal_close" => Side[row] == 1 ? Close[row] : double.NaN,
        "_exit_long_signal_close" => Side[row] == -1 ? Close[row] : double.NaN,
        _ => Indicators.TryGetValue(column, out var values) ? values[row] : null,
    };

    /// <summary>The columns of the data frame, in its order.</summary>
    public List<string> Columns =>
    [
        "date", "open", "high", "low", "close", "volume", .. Indicators.Keys, "signal_strength", "enter_tag",
        "enter_long",
        "exit_tag", "exit_long",
    ];

    private static string Fixed(double value) => PySpec.Apply(double.IsNaN(value) ? 0.0 : value, ".2f");
}

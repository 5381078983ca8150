using BtcWatcher.Simulator.Market;
using BtcWatcher.Simulator.Strategies;
using BtcWatcher.Testing;

namespace BtcWatcher.Simulator.Tests.Strategies;

public sealed class StrategyTests(ITestOutputHelper output)
{
    private static readonly MarketClock Clock = new(TimeSpan.FromSeconds(5));

    public static TheoryData<string, string, double, double> Demo => new()
    {
        { "MaCrossBtc", "BTC", 0, 10 }, { "RsiEth", "ETH", 0, 100 }, { "CustomSol", "SOL", 0, 1000 },
        { "BollingerAda", "ADA", 0, 100 }, { "MacdDot", "DOT", -5, 5 }, { "Unknown", "BTC", 0, 100 },
    };

    [Theory, MemberData(nameof(Demo))]
    public void Analyse_RecordedCandles_SignalsAtLeastEveryEighthCandleInItsRange(string name, string coin,
        double least, double most)
    {
        var folder = Repository.Shared("candles");
        Assert.SkipWhen(folder is null, Repository.SharedAbsent);
        using var file = new CandleFile(Path.Combine(folder!, $"{coin}_USDT-5m.csv.gz"));
        Check(file, name, $"{coin}/USDT", 0, 25_919, least, most);
    }

    [Theory, MemberData(nameof(Demo))]
    public void Analyse_SyntheticMarket_SignalsAtLeastEveryEighthCandleInItsRange(string name, string coin,
        double least, double most)
    {
        using var market = new SyntheticMarket($"{coin}/USDT", Markets.Price($"{coin}/USDT")!.Value);
        Check(market, name, $"{coin}/USDT", 359_000_000, 359_020_000, least, most);
    }

    [Fact]
    public void Of_CandleWithSignal_IsTheMixinsMessage()
    {
        var frame = new Frame("ETH/USDT", [new Candle(1756554900000, 4318.0, 4322.1, 4315.2, 4320.1, 812.3)])
        {
            TagName = "rsi", Strength = [87.254],
        };
        frame.Indicators["rsi"] = [28.4];
        frame.Indicators["gap"] = [double.NaN];
        Assert.Null(CandleSignal.Of(frame, "RsiEth", "5m", ["rsi", "gap"]));
        frame.Side[0] = 1;
        Assert.Equal(
            """{"v":1,"kind":"signal","strategy":"RsiEth","pair":"ETH/USDT","timeframe":"5m","candle":"""
            + "\"2025-08-30T11:55:00+00:00\""
            + ",\"close\":4320.1,\"sides\":[\"enter_long\"],\"tag\":\"rsi|87.25\",\"strength\":87.254,"
            + "\"indicators\":" + """{"rsi":28.4,"gap":null}}""",
            CandleSignal.Of(frame, "RsiEth", "5m", ["rsi", "gap"]));
        frame.Side[0] = -1;
        Assert.Contains("\"sides\":[\"exit_long\"],\"tag\":null", CandleSignal.Of(frame, "RsiEth", "5m", ["rsi"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Series_KnownValues_AreAsPandasGivesThem()
    {
        double[] values = [1, 2, 4, 8, 16];
        Assert.Equal([1, 1.5, 2.75, 5.375, 10.6875], Series.Ema(values, 3));
        Assert.Equal([double.NaN, 1.5, 3, 6, 12], Series.Mean(values, 2));
        Assert.Equal([double.NaN, 0.5, 1, 2, 4], Series.Deviation(values, 2));
        Assert.Equal([double.NaN, 1, 1, 1, 1], Series.Change(values, 1));
        Assert.Equal([double.NaN, double.NaN, 100, 100, 100], Series.Rsi(values, 2));
    }

    private void Check(ICandleSource source, string name, string pair, long first, long last, double least, double most)
    {
        var candles = new List<Candle>();
        source.Read(first, last, Clock, candles);
        var frame = new Frame(pair, candles);
        StrategyCatalog.Create(name, "").Analyse(frame);
        var signals = Enumerable.Range(0, frame.Length).Where(i => frame.Side[i] != 0).ToList();
        var strengths = signals.Select(i => frame.Strength[i]).Where(s => !double.IsNaN(s)).Order().ToList();
        output.WriteLine($"{name} on {pair}: {signals.Count} signals of {frame.Length} candles; "
            + "strength quantiles 25/60/85/97 %: "
            + string.Join(" / ", new[] { 0.25, 0.6, 0.85, 0.97 }.Select(q => strengths[(int)(q * strengths.Count)]
                .ToString("F2",
                System.Globalization.CultureInfo.InvariantCulture))));
        Assert.True(signals[0] < 60, $"the first signal comes at candle {signals[0]}");
        Assert.True(signals.Zip(signals.Skip(1)).Max(p => p.Second - p.First) <= Strategy.RepeatEvery);
        Assert.True(frame.Length - signals[^1] <= Strategy.RepeatEvery);
        Assert.All(strengths, s => Assert.InRange(s, least, most));
        Assert.True(strengths[^1] > least + (0.6 * (most - least)), "the range is used");
        Assert.Contains(signals, i => frame.Side[i] == 1);
        Assert.Contains(signals, i => frame.Side[i] == -1);
    }
}

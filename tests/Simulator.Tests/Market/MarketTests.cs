using System.IO.Compression;
using System.Text;
using BtcWatcher.Simulator.Market;

namespace BtcWatcher.Simulator.Tests.Market;

public sealed class MarketTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("simulator-market").FullName;

    [Fact]
    public void MarketClock_NewestClosed_EndsNowAndNeverLater()
    {
        var clock = new MarketClock(TimeSpan.FromSeconds(5));
        var start = new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
        for (var ms = 0; ms < 20_000; ms += 37)
        {
            var now = start.AddMilliseconds(ms);
            var closes = clock.Closes(clock.NewestClosed(now));
            Assert.True(closes <= now && now - closes < TimeSpan.FromSeconds(5));
        }
    }

    [Fact]
    public void CandleFile_PastTheEnd_WrapsWithoutAJumpInTime()
    {
        var clock = new MarketClock(TimeSpan.FromSeconds(5));
        using var file = new CandleFile(Write(7));
        var candles = new List<Candle>();
        file.Read(700_000, 700_019, clock, candles);
        Assert.Equal(20, candles.Count);
        Assert.All(candles.Zip(candles.Skip(1)), pair => Assert.Equal(5000, pair.Second.OpenMs - pair.First.OpenMs));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => 100.0 + (i % 7)), candles.Select(c => c.Close));
    }

    [Fact]
    public void CandleFile_ReadStepByStep_EqualsReadAtOnce()
    {
        var clock = new MarketClock(TimeSpan.FromSeconds(5));
        var path = Write(500);
        using var file = new CandleFile(path);
        using var again = new CandleFile(path);
        var (atOnce, steps) = (new List<Candle>(), new List<Candle>());
        file.Read(123, 1600, clock, atOnce);
        for (var candle = 123; candle <= 1600; candle++)
        {
            again.Read(candle, candle, clock, steps);
        }

        Assert.Equal(atOnce, steps);
    }

    [Fact]
    public void CandleFile_NoRows_SaysSo()
    {
        var path = Write(0);
        Assert.Contains("no candles", Assert.Throws<InvalidDataException>(() => new CandleFile(path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void SyntheticMarket_SamePair_IsTheSameEverywhereAndContinuous()
    {
        var clock = new MarketClock(TimeSpan.FromSeconds(5));
        using var one = new SyntheticMarket("BTC/USDT", 110_000);
        using var two = new SyntheticMarket("BTC/USDT", 110_000);
        var (left, right) = (new List<Candle>(), new List<Candle>());
        one.Read(359_000_000, 359_001_000, clock, left);
        two.Read(359_000_500, 359_001_000, clock, right);
        Assert.Equal(left.Skip(500), right);
        Assert.All(left, c =>
            Assert.True(c.High >= Math.Max(c.Open, c.Close) && c.Low <= Math.Min(c.Open, c.Close) && c.Volume > 0));
        Assert.All(left.Zip(left.Skip(1)), pair => Assert.Equal(pair.First.Close, pair.Second.Open));
    }

    [Fact]
    public void PairFeed_AfterAGap_KeepsOnlyTheNewest()
    {
        using var feed = new PairFeed(new SyntheticMarket("ETH/USDT", 4000), new MarketClock(TimeSpan.FromSeconds(1)),
            10);
        Assert.True(feed.Advance(1_000_000));
        Assert.False(feed.Advance(1_000_000));
        Assert.True(feed.Advance(1_000_003));
        Assert.Equal(Enumerable.Range(999_994, 10).Select(n => n * 1000L), feed.Candles.Select(c => c.OpenMs));
        Assert.True(feed.Advance(2_000_000));
        Assert.Equal((10, 2_000_000_000L), (feed.Candles.Count, feed.Candles[^1].OpenMs));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(int rows)
    {
        var path = Path.Combine(_folder, $"X{rows}-5m.csv.gz");
        var text = new StringBuilder("open_time_ms,open,high,low,close,volume\n");
        for (var i = 0; i < rows; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"{i * 300_000},{100 + i},{101 + i},{99 + i},{100 + i},5.5\n");
        }

        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(Encoding.ASCII.GetBytes(text.ToString()));
        return path;
    }
}

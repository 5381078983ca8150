using System.Collections.Concurrent;
using BtcWatcher.Simulator.Market;
using BtcWatcher.Simulator.Strategies;

namespace BtcWatcher.Simulator.Trading;

/// <summary>The simulated exchange as one bot sees it: candles and current rates of the pairs it asked for.</summary>
internal sealed class Rates(MarketSource source, MarketClock clock, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, PairFeed> _feeds = new();

    public MarketClock Clock { get; } = clock;

    /// <summary>Opens the pair's candles where they are not open yet.</summary>
    public async Task EnsureAsync(string pair, CancellationToken ct)
    {
        if (_feeds.ContainsKey(pair))
        {
            return;
        }

        var feed = new PairFeed(await source.OpenAsync(pair, ct), Clock, Strategy.Window);
        if (!_feeds.TryAdd(pair, feed))
        {
            feed.Dispose(); // The API was faster.
        }
    }

    public long Newest => Clock.NewestClosed(time.GetUtcNow());

    /// <summary>Reads new candles; false where there are none.</summary>
    public bool Refresh(string pair) => _feeds.TryGetValue(pair, out var feed) && feed.Advance(Newest);

    public IReadOnlyList<Candle> Candles(string pair) => _feeds.TryGetValue(pair, out var feed) ? feed.Candles : [];

    /// <summary>Close of the newest candle that was read; null for a pair that is not followed.</summary>
    public double? Rate(string pair) => _feeds.TryGetValue(pair, out var feed) ? feed.Rate : null;

    public void Dispose()
    {
        foreach (var feed in _feeds.Values)
        {
            feed.Dispose();
        }
    }
}

namespace BtcWatcher.Simulator.Market;

/// <summary>The newest closed candles of one pair, at most <paramref name="keep"/>; loop and API may both
/// ask.</summary>
internal sealed class PairFeed(ICandleSource source, MarketClock clock, int keep) : IDisposable
{
    private readonly List<Candle> _candles = new(keep + 1);
    private readonly Lock _lock = new();
    private long _last = -1;

    /// <summary>A copy, oldest first.</summary>
    public IReadOnlyList<Candle> Candles
    {
        get
        {
            lock (_lock)
            {
                return [.. _candles];
            }
        }
    }

    /// <summary>Close of the newest candle that was read.</summary>
    public double? Rate
    {
        get
        {
            lock (_lock)
            {
                return _candles.Count > 0 ? _candles[^1].Close : null;
            }
        }
    }

    /// <summary>Reads up to the given candle; false where it is already there.</summary>
    public bool Advance(long newest)
    {
        lock (_lock)
        {
            if (newest <= _last)
            {
                return false;
            }

            var first = newest - _last > keep ? newest - keep + 1 : _last + 1;
            if (first != _last + 1)
            {
                _candles.Clear();
            }

            source.Read(first, newest, clock, _candles);
            _candles.RemoveRange(0, Math.Max(0, _candles.Count - keep));
            _last = newest;
            return true;
        }
    }

    public void Dispose() => source.Dispose();
}

namespace BtcWatcher.Simulator.Market;

/// <summary>One candle; the open time in Unix milliseconds (UTC), prices in the quote coin, volume in the base
/// coin.</summary>
internal readonly record struct Candle(long OpenMs, double Open, double High, double Low, double Close, double Volume);

/// <summary>Candles of one pair by their absolute number (see <see cref="MarketClock"/>), never beyond what the caller
/// asks.</summary>
internal interface ICandleSource : IDisposable
{
    /// <summary>Where the candles come from, for the log.</summary>
    string Describe();

    /// <summary>Candles first..last, in order. Cheap when <paramref name="first"/> follows the last call's
    /// end.</summary>
    void Read(long first, long last, MarketClock clock, List<Candle> into);
}

namespace BtcWatcher.Simulator.Market;

/// <summary>A seeded market: waves of different lengths and a hash of the candle number. Needs no state, is the same
/// everywhere.</summary>
internal sealed class SyntheticMarket(string pair, double price) : ICandleSource
{
    private static readonly (double Length, double Height)[] Waves =
        [(7, 0.0011), (19, 0.0022), (53, 0.004), (211, 0.009), (1009, 0.02), (7919, 0.05)];

    private readonly ulong _seed = Hash(pair);

    public string Describe() => $"a synthetic market seeded by {pair}";

    public void Read(long first, long last, MarketClock clock, List<Candle> into)
    {
        for (var candle = first; candle <= last; candle++)
        {
            var open = Price(candle - 1);
            var close = Price(candle);
            var high = Math.Max(open, close) * (1 + (0.0012 * Noise(candle, 1)));
            var low = Math.Min(open, close) * (1 - (0.0012 * Noise(candle, 2)));
            var volume = 50_000 / price * (0.4 + Noise(candle, 3) + (400 * Math.Abs((close / open) - 1)));
            into.Add(new Candle(clock.OpenMs(candle), Tidy(open), Tidy(high), Tidy(low), Tidy(close),
                Math.Round(volume, 5)));
        }
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    private double Price(long candle)
    {
        var sum = 0.0015 * (Noise(candle, 0) - 0.5);
        for (var i = 0; i < Waves.Length; i++)
        {
            var phase = (_seed >> (8 * i) & 0xFF) / 255.0;
            sum += Waves[i].Height * Math.Sin(2 * Math.PI * (((candle % 100_000_000) / Waves[i].Length) + phase));
        }

        return price * Math.Exp(sum);
    }

    private double Tidy(double value) => Math.Round(value, price > 1000 ? 2 : price > 10 ? 3 : 5);

    private double Noise(long candle, ulong salt) =>
        Mix(_seed ^ ((ulong)candle * 0x9E3779B97F4A7C15) ^ (salt << 56)) / (double)ulong.MaxValue;

    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return Mix(hash);
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}

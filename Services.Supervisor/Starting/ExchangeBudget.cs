namespace BtcWatcher.Services.Supervisor.Starting;

/// <summary>What an exchange lets one outgoing address ask.</summary>
/// <param name="WeightPerMinute">Of all requests together.</param>
/// <param name="Markets">Weight of reading the markets, once a start.</param>
/// <param name="Candles">Weight of reading one pair's candles.</param>
/// <param name="Instances">As many FreqTrades share an address without trouble, as its maintainers say.</param>
internal sealed record ExchangeBudget(int WeightPerMinute, int Markets, int Candles, int Instances)
{
    private static readonly ExchangeBudget Unknown = new(600, 1, 1, 3);

    // Public limits of 2025, the smallest where an exchange has several.
    private static readonly Dictionary<string, ExchangeBudget> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["binance"] = new(6000, 20, 2, 4),
        ["bybit"] = new(7200, 1, 1, 3),
        ["bitget"] = new(1200, 1, 1, 3),
        ["gate"] = new(1200, 1, 1, 3),
        ["kraken"] = new(60, 1, 1, 3),
        ["kucoin"] = new(4000, 4, 3, 3),
        ["okx"] = new(1200, 1, 1, 3),
    };

    /// <param name="exchange">As in a strategy's definition.</param>
    /// <param name="weights">Figures of this installation, by exchange.</param>
    public static ExchangeBudget Of(string exchange, IReadOnlyDictionary<string, int> weights)
    {
        var budget = Known.GetValueOrDefault(exchange) ?? Unknown;
        return weights.TryGetValue(exchange, out var weight) ? budget with { WeightPerMinute = weight } : budget;
    }

    public int OfStart(RequestLoad load) => Markets + OfRefresh(load);

    /// <summary>Of what an instance asks when a candle of each of its timeframes ends.</summary>
    public int OfRefresh(RequestLoad load) => load.Pairs * load.Timeframes * Candles;
}

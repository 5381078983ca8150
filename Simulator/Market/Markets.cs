namespace BtcWatcher.Simulator.Market;

/// <summary>The spot markets that the simulated exchange lists: base coins with a typical price, against USDT and
/// USDC.</summary>
internal static class Markets
{
    public static readonly string[] Quotes = ["USDC", "USDT"];

    public static readonly string[] Timeframes =
        ["1s", "1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "3d", "1w", "1M"];

    public static readonly string[] Exchanges =
    [
        "ascendex", "binance", "binanceus", "binanceusdm", "bingx", "bitget", "bitmart", "bitvavo", "bybit", "coinbase",
        "cryptocom",
        "gate", "gateio", "htx", "huobi", "hyperliquid", "kraken", "kucoin", "mexc", "okx", "woo",
    ];

    private static readonly Dictionary<string, double> Bases = new()
    {
        ["BTC"] = 110_000, ["ETH"] = 4_000, ["SOL"] = 190, ["ADA"] = 0.75, ["DOT"] = 3.6, ["XRP"] = 2.6,
        ["BNB"] = 1_000,
        ["LTC"] = 100, ["DOGE"] = 0.21, ["AVAX"] = 24, ["LINK"] = 18, ["TRX"] = 0.32, ["MATIC"] = 0.4, ["POL"] = 0.22,
        ["ATOM"] = 3.6, ["UNI"] = 7.5, ["XLM"] = 0.33, ["BCH"] = 520, ["ETC"] = 18, ["FIL"] = 1.9, ["NEAR"] = 2.4,
        ["APT"] = 4.1,
        ["ARB"] = 0.36, ["OP"] = 0.5, ["SUI"] = 2.7, ["TON"] = 2.4, ["AAVE"] = 230, ["ALGO"] = 0.19, ["HBAR"] = 0.19,
        ["INJ"] = 9, ["PEPE"] = 0.000007, ["SHIB"] = 0.00001, ["ICP"] = 4.2, ["VET"] = 0.018, ["SEI"] = 0.2,
        ["TIA"] = 1.1,
    };

    public static IEnumerable<string> Pairs =>
        Bases.Keys.SelectMany(coin => Quotes.Reverse().Select(quote => $"{coin}/{quote}"));

    public static bool Exists(string pair) => Price(pair) is not null;

    public static double? Price(string pair) =>
        pair.Split('/') is [var coin, var quote] && Quotes.Contains(quote) && Bases.TryGetValue(coin, out var price)
            ? price : null;

    /// <summary>Decimals of an amount: 5 for all, as Binance's bigger coins have.</summary>
    public const int AmountDigits = 5;

    public static int PriceDigits(string pair) => Price(pair) switch
    {
        > 50 => 2,
        > 1 => 4,
        > 0.001 => 5,
        _ => 8,
    };

    public static double TimeframeMinutes(string timeframe)
    {
        var number = double.Parse(timeframe[..^1], System.Globalization.CultureInfo.InvariantCulture);
        return timeframe[^1] switch
        {
            's' => number / 60,
            'm' => number,
            'h' => number * 60,
            'd' => number * 1440,
            'w' => number * 10_080,
            _ => number * 43_200,
        };
    }
}

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>What FreqTrade 2025.8 trades on.</summary>
internal static class Markets
{
    public static IReadOnlyList<string> Timeframes { get; } =
        ["1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "3d", "1w"];

    public static IReadOnlyList<string> Exchanges { get; } =
    [
        "binance", "binanceus", "binanceusdm", "bingx", "bitget", "bitmart", "bitvavo", "bybit", "coinbase",
        "cryptocom", "gate", "gateio", "htx", "hyperliquid", "kraken", "krakenfutures", "kucoin", "mexc",
        "myokx", "okx", "okxus",
    ];
}

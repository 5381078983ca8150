using System.Globalization;
using System.Text.Json.Nodes;

namespace BtcWatcher.Services.Signals.Tests.Harness;

/// <summary>Bodies as the supervisor's templates and the mixin make them.</summary>
internal static class Messages
{
    /// <summary>Open time of a 5-minute candle that closed so many candles ago.</summary>
    public static DateTimeOffset Candle(int ago = 0)
    {
        var length = TimeSpan.FromMinutes(5).Ticks;
        var present = DateTimeOffset.UtcNow.UtcTicks / length * length;
        return new DateTimeOffset(present, TimeSpan.Zero).AddMinutes(-5 * (ago + 1));
    }

    public static JsonObject CandleSignal(
        decimal? strength = 87.25m, string pair = "ETH/USDT", DateTimeOffset? candle = null, string side = "enter_long",
        string? tag = "rsi_dip") => Wrap(new JsonObject
        {
            ["v"] = 1,
            ["kind"] = "signal",
            ["strategy"] = "RsiEth",
            ["pair"] = pair,
            ["timeframe"] = "5m",
            ["candle"] = (candle ?? Candle()).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            ["close"] = 4320.1m,
            ["sides"] = new JsonArray(side),
            ["tag"] = tag,
            ["strength"] = strength,
            ["indicators"] = new JsonObject { ["rsi"] = 28.4m },
        });

    public static JsonObject Wrap(JsonObject payload) =>
        new() { ["event"] = "strategy_msg", ["payload"] = payload.ToJsonString() };

    public static JsonObject Trade(
        string type, int tradeId = 4, DateTimeOffset? opened = null, DateTimeOffset? closed = null,
        string? tag = "rsi_dip", string rate = "4320.1")
    {
        var body = new JsonObject
        {
            ["event"] = type,
            ["trade_id"] = tradeId.ToString(CultureInfo.InvariantCulture),
            ["pair"] = "ETH/USDT",
            ["side"] = "Long",
            ["rate"] = rate,
            ["amount"] = "0.0231",
            ["stake"] = "99.8",
            ["stake_currency"] = "USDT",
            ["tag"] = tag ?? "None",
            ["open_date"] = Date(opened ?? DateTimeOffset.UtcNow),
        };
        if (type.StartsWith("exit", StringComparison.Ordinal))
        {
            body["close_date"] = Date(closed ?? DateTimeOffset.UtcNow);
            body["profit_abs"] = "1.5";
            body["profit_ratio"] = "1e-02";
            body["exit_reason"] = "roi";
            body["final"] = type == "exit_fill" ? "True" : "False";
        }

        return body;
    }

    public static JsonObject Status(string text = "running") => new() { ["event"] = "status", ["text"] = text };

    private static string Date(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}

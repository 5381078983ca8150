using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BtcWatcher.Services.Signals.Recovery;

/// <summary>
/// What an instance still knows, as the messages it would have sent: read by the same code as a webhook, they get the
/// same business key. What is gone for good: cancelled orders, orders placed but not filled, status texts.
/// </summary>
internal static class RecoveredMessages
{
    private static readonly string[] Sides = ["enter_long", "exit_long", "enter_short", "exit_short"];
    private static readonly string[] Known = ["date", "open", "high", "low", "close", "volume", "signal_strength"];

    /// <summary>Candle signals of an answer to /pair_candles, from a candle's open time on.</summary>
    public static IEnumerable<JsonObject> Candles(JsonNode answer, DateTimeOffset since)
    {
        var columns = Texts(answer["columns"]);
        foreach (var row in answer["data"]?.AsArray() ?? [])
        {
            var cells = columns.Zip(row!.AsArray()).ToDictionary(cell => cell.First, cell => cell.Second);
            var sides = Sides.Where(side => Number(cells.GetValueOrDefault(side)) == 1).ToList();
            if (sides.Count > 0 && cells["date"] is { } date && Date(date) >= since)
            {
                yield return new JsonObject
                {
                    ["kind"] = "signal",
                    ["pair"] = answer["pair"]?.DeepClone(),
                    ["timeframe"] = answer["timeframe"]?.DeepClone(),
                    ["candle"] = date.DeepClone(),
                    ["close"] = cells.GetValueOrDefault("close")?.DeepClone(),
                    ["strength"] = cells.GetValueOrDefault("signal_strength")?.DeepClone(),
                    ["tag"] = cells.GetValueOrDefault("enter_tag")?.DeepClone(),
                    ["sides"] = new JsonArray([.. sides.Select(side => (JsonNode)side)]),
                    ["indicators"] = Indicators(cells),
                };
            }
        }
    }

    /// <summary>Fills of trades of /status or /trades that were opened or closed at a time or later.</summary>
    public static IEnumerable<JsonObject> Trades(IEnumerable<JsonNode?> trades, DateTimeOffset since)
    {
        var from = since.ToUnixTimeMilliseconds();
        foreach (var trade in trades.OfType<JsonObject>())
        {
            var orders = trade["orders"]?.AsArray().OfType<JsonObject>()
                .Where(order => Number(order["filled"]) > 0).ToList() ?? [];
            var entrySide = trade["is_short"]?.GetValueKind() == JsonValueKind.True ? "sell" : "buy";
            if (Number(trade["open_timestamp"]) >= from)
            {
                foreach (var order in orders.Where(order => Text(order["ft_order_side"]) == entrySide))
                {
                    yield return Message(trade, order, "entry_fill");
                }
            }

            if (trade["is_open"]?.GetValueKind() == JsonValueKind.False && Number(trade["close_timestamp"]) >= from
                && orders.LastOrDefault(order => Text(order["ft_order_side"]) != entrySide) is { } exit)
            {
                yield return Closing(Message(trade, exit, "exit_fill"), trade);
            }
        }
    }

    private static JsonObject Message(JsonObject trade, JsonObject order, string type) => new()
    {
        ["event"] = type,
        ["trade_id"] = trade["trade_id"]?.DeepClone(),
        ["pair"] = trade["pair"]?.DeepClone(),
        ["exchange"] = trade["exchange"]?.DeepClone(),
        ["side"] = trade["is_short"]?.GetValueKind() == JsonValueKind.True ? "Short" : "Long",
        ["rate"] = (order["safe_price"] ?? order["average"])?.DeepClone(),
        ["amount"] = order["filled"]?.DeepClone(),
        ["stake"] = trade["stake_amount"]?.DeepClone(),
        ["tag"] = trade["enter_tag"]?.DeepClone(),
        ["open_date"] = trade["open_timestamp"]?.DeepClone(),
    };

    private static JsonObject Closing(JsonObject message, JsonObject trade)
    {
        message["close_date"] = trade["close_timestamp"]?.DeepClone();
        message["profit_abs"] = trade["close_profit_abs"]?.DeepClone();
        message["profit_ratio"] = trade["close_profit"]?.DeepClone();
        message["exit_reason"] = trade["exit_reason"]?.DeepClone();
        message["final"] = "True";
        return message;
    }

    private static JsonObject Indicators(Dictionary<string, JsonNode?> cells) => new(cells
        .Where(cell => !Known.Contains(cell.Key) && !Sides.Contains(cell.Key) && !cell.Key.StartsWith('_')
            && cell.Value?.GetValueKind() == JsonValueKind.Number)
        .Select(cell => KeyValuePair.Create(cell.Key, cell.Value?.DeepClone())));

    private static DateTimeOffset Date(JsonNode date) =>
        Intake.WebhookFields.ReadTime(Text(date) ?? "") ?? DateTimeOffset.MinValue;

    private static List<string> Texts(JsonNode? list) => [.. list?.AsArray().Select(item => Text(item) ?? "") ?? []];

    private static string? Text(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private static double? Number(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number
        ? double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture) : null;
}

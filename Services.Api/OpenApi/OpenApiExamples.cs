using System.Text.Json.Nodes;

namespace BtcWatcher.Services.Api.OpenApi;

/// <summary>Bodies to begin with, by the name of the operation.</summary>
internal static class OpenApiExamples
{
    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["Login"] = """{ "username": "admin", "password": "the password" }""",
        ["RefreshTokens"] = """{ "refresh_token": "the refresh_token of the last answer" }""",
        ["CreateStrategy"] = """
            {
              "name": "MA cross 5m", "strategy_class": "MaCross", "timeframe": "5m", "exchange": "binance",
              "pair_whitelist": ["BTC/USDT", "ETH/USDT"], "dry_run_wallet": 1000, "stake_amount": 100,
              "strength": { "min": 0, "max": 100, "weak": 40, "medium": 60, "strong": 80 }, "auto_start": false
            }
            """,
        ["UpdateStrategy"] = """{ "timeframe": "15m", "note": "Fewer false crosses" }""",
        ["StartStrategies"] = """{ "strategy_ids": [1, 2] }""",
        ["StopStrategies"] = """{ "all": true }""",
    };

    public static void AddTo(JsonObject operation)
    {
        if (operation["operationId"]?.GetValue<string>() is { } id && Bodies.TryGetValue(id, out var body)
            && operation["requestBody"]?["content"]?["application/json"] is JsonObject media)
        {
            media["example"] = JsonNode.Parse(body);
        }
    }
}

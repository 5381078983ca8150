using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Services.Api.Strategies.Transfer;

namespace BtcWatcher.Services.Api.Strategies.Adoption;

/// <summary>Something of a bot that was not taken over, and why.</summary>
internal sealed record Dropped(string Path, string Why);

/// <summary>A bot's config.json as a strategy's fields, and what is left out of it.</summary>
internal sealed record BotConfig(StrategyRequest Request, IReadOnlyList<Dropped> Dropped)
{
    private const string Secret = "is a secret; here it would lie in clear text, and trading on paper needs none.";

    private static readonly JsonDocumentOptions AsFreqTradeReads = new()
    {
        CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true,
    };

    /// <summary>Null when it is no JSON object; FreqTrade allows comments and trailing commas.</summary>
    public static BotConfig? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text, null, AsFreqTradeReads) is JsonObject config ? Of(config) : null;
        }
        catch (Exception malformed) when (malformed is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static BotConfig Of(JsonObject config)
    {
        var dropped = new List<Dropped>();
        if (config["dry_run"] is { } dry && dry.ToJsonString() != "true")
        {
            dropped.Add(new("dry_run", "was not true: here strategies only ever trade on paper."));
        }

        var exchange = config["exchange"] as JsonObject ?? new JsonObject();
        var request = new StrategyRequest
        {
            Name = Text(config["bot_name"]), StrategyClass = Text(config["strategy"]),
            Timeframe = Text(config["timeframe"]), Exchange = Text(exchange["name"]),
            PairWhitelist = Texts(exchange["pair_whitelist"]), PairBlacklist = Texts(exchange["pair_blacklist"]),
            DryRunWallet = Number(config["dry_run_wallet"], "dry_run_wallet", dropped),
            StakeCurrency = Text(config["stake_currency"]), StakeAmount = config["stake_amount"]?.DeepClone(),
            MaxOpenTrades = Whole(config["max_open_trades"], dropped),
        };
        foreach (var name in (string[])["name", "pair_whitelist", "pair_blacklist"]) exchange.Remove(name);
        foreach (var name in Taken) config.Remove(name);
        Drop(exchange, "exchange.", ExtraConfigRules.WhyNotInExchange, dropped);
        Drop(config, "", ExtraConfigRules.WhyNot, dropped);
        if (exchange.Count == 0) config.Remove("exchange");
        var (clean, secrets) = SecretFields.Remove(config, "config");
        dropped.AddRange(secrets.Select(path => new Dropped(path["config.".Length..], Secret)));
        return new(request with { ExtraConfig = clean.Count == 0 ? null : clean }, dropped);
    }

    private static readonly string[] Taken =
    [
        "dry_run", "bot_name", "strategy", "timeframe", "dry_run_wallet", "stake_currency", "stake_amount",
        "max_open_trades",
    ];

    private static void Drop(JsonObject part, string path, Func<string, string?> why, List<Dropped> dropped)
    {
        foreach (var name in part.Select(member => member.Key).ToArray())
        {
            if (why(name) is not { } reason) continue;
            part.Remove(name);
            dropped.Add(new(path + name, reason));
        }
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    private static List<string?>? Texts(JsonNode? node) =>
        (node as JsonArray)?.Select(item => Text(item)).ToList();

    private static decimal? Number(JsonNode? node, string path, List<Dropped> dropped)
    {
        if (node is null || (node is JsonValue value && value.TryGetValue<decimal>(out _)))
        {
            return node?.GetValue<decimal>();
        }

        dropped.Add(new(path, "is not one number: the default of 1000 holds."));
        return null;
    }

    private static int? Whole(JsonNode? node, List<Dropped> dropped)
    {
        if (node is not JsonValue value || Number(node, "max_open_trades", []) is not { } number)
        {
            if (node is not null) dropped.Add(new("max_open_trades", "is not a number: the default of 3 holds."));
            return null;
        }

        return (int)Math.Clamp(Math.Truncate(number), -1, 1000);
    }
}

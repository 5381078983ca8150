using System.Text.Json;
using System.Text.Json.Nodes;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>
/// What raw FreqTrade configuration may not set, because the platform does or because it would be unsafe.
/// </summary>
internal static class ExtraConfigRules
{
    public const int MaxBytes = 64 * 1024;
    private const int MaxDepth = 16;

    private const string Platform = "is set by the platform: remove it.";
    private const string NoSecrets = "is not needed on paper and would be a secret in clear text: remove it.";

    private static readonly Dictionary<string, string> Protected = new(StringComparer.OrdinalIgnoreCase)
    {
        ["dry_run"] = "is protected, strategies only ever trade on paper: remove it.",
        ["dry_run_wallet"] = "has its own field, dry_run_wallet: remove it here.",
        ["timeframe"] = "has its own field, timeframe: remove it here.",
        ["stake_currency"] = "has its own field, stake_currency: remove it here.",
        ["stake_amount"] = "has its own field, stake_amount: remove it here.",
        ["max_open_trades"] = "has its own field, max_open_trades: remove it here.",
        ["strategy"] = "has its own field, strategy_class: remove it here.",
        ["telegram"] = "is replaced by notification channels: remove it.",
        ["discord"] = "is replaced by notification channels: remove it.",
        ["api_server"] = Platform,
        ["webhook"] = Platform,
        ["db_url"] = Platform,
        ["user_data_dir"] = Platform,
        ["datadir"] = Platform,
        ["logfile"] = Platform,
        ["log_config"] = Platform,
        ["strategy_path"] = Platform,
        ["recursive_strategy_search"] = Platform,
        ["add_config_files"] = Platform,
        ["config_files"] = Platform,
        ["bot_name"] = Platform,
        ["initial_state"] = Platform,
        ["runmode"] = Platform,
        ["original_config"] = Platform,
    };

    private static readonly Dictionary<string, string> ProtectedOfExchange = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = "has its own field, exchange: remove it here.",
        ["pair_whitelist"] = "has its own field, pair_whitelist: remove it here.",
        ["pair_blacklist"] = "has its own field, pair_blacklist: remove it here.",
        ["key"] = NoSecrets,
        ["secret"] = NoSecrets,
        ["password"] = NoSecrets,
        ["uid"] = NoSecrets,
        ["account_id"] = NoSecrets,
        ["accountId"] = NoSecrets,
        ["wallet_address"] = NoSecrets,
        ["walletAddress"] = NoSecrets,
        ["private_key"] = NoSecrets,
        ["privateKey"] = NoSecrets,
    };

    /// <summary>Why a member of the raw configuration may not be; null when it may.</summary>
    public static string? WhyNot(string name) =>
        Protected.GetValueOrDefault(name)?.Replace(": remove it", "", StringComparison.Ordinal);

    /// <summary>The same for a member of its exchange.</summary>
    public static string? WhyNotInExchange(string name) =>
        ProtectedOfExchange.GetValueOrDefault(name)?.Replace(": remove it", "", StringComparison.Ordinal);

    public static void Check(JsonObject? config, ValidationErrors errors)
    {
        if (config is null) return;

        if (TextOf(config) is not { } text)
        {
            errors.Add("extra_config", "A name appears twice in one object, a text is not valid Unicode, a number is too "
                + $"large, or it is more than {MaxDepth} levels deep.");
            return;
        }

        errors.Require(text.Length <= MaxBytes, "extra_config", $"Use at most {MaxBytes} bytes.");
        errors.Require(!text.Contains("\\u0000", StringComparison.Ordinal), "extra_config",
            "Remove the zero characters.");
        Refuse(config, "extra_config", Protected, errors);
        if (config["exchange"] is JsonObject exchange)
        {
            Refuse(exchange, "extra_config.exchange", ProtectedOfExchange, errors);
        }
        else
        {
            errors.Require(!config.ContainsKey("exchange"), "extra_config.exchange", "Send an object, or remove it.");
        }
    }

    // The parser looks at names and texts only when they are read.
    private static string? TextOf(JsonObject config)
    {
        try
        {
            Touch(config, 1);
            return config.ToJsonString();
        }
        catch (Exception malformed) when (malformed is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void Touch(JsonNode? node, int depth)
    {
        if (depth > MaxDepth) throw new InvalidOperationException();

        if (node is JsonObject parts)
        {
            foreach (var (_, part) in parts) Touch(part, depth + 1);
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items) Touch(item, depth + 1);
        }
        else if (node?.GetValueKind() == JsonValueKind.String)
        {
            _ = node.GetValue<string>();
        }
        else if (node?.GetValueKind() == JsonValueKind.Number && !double.IsFinite(node.GetValue<double>()))
        {
            throw new InvalidOperationException();
        }
    }

    private static void Refuse(
        JsonObject part, string path, Dictionary<string, string> names, ValidationErrors errors)
    {
        foreach (var (name, _) in part)
        {
            if (names.TryGetValue(name, out var why)) errors.Add($"{path}.{name}", $"{name} {why}");
        }
    }
}

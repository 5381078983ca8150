using System.Globalization;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Folders;

namespace BtcWatcher.Services.Supervisor.FreqTradeConfig;

/// <summary>
/// The configuration of one instance: defaults, under the user's raw settings, under the strategy's definition, under
/// what is the supervisor's alone (API, webhook, database, dry run, places).
/// </summary>
internal static class InstanceConfig
{
    private static readonly string[] SupervisorsOwn =
    [
        "api_server", "apiserver", "webhook", "telegram", "db_url", "dry_run", "user_data_dir", "datadir",
        "strategy_path",
        "add_config_files", "initial_state", "bot_name", "logfile", "log_config", "recursive_strategy_search",
    ];

    public static string BotName(int strategyId) =>
        string.Create(CultureInfo.InvariantCulture, $"strategy-{strategyId}");

    public static JsonObject Build(
        StrategyDefinition definition, InstanceFolder folder, int port, Credentials secrets, string webhookUrl)
    {
        var config = Defaults();
        if (definition.ExtraConfig is { } extra) Merge(config, extra);
        foreach (var name in SupervisorsOwn) config.Remove(name);
        (config["internals"] as JsonObject)?.Remove("sd_notify");
        Merge(config, FromDefinition(definition));
        if (definition.Proxy is { } proxy) OutboundProxySettings.Apply(config["exchange"]!.AsObject(), proxy.Url);
        Merge(config, Protected(definition.Profile.StrategyId, folder, port, secrets));
        var webhook = Webhook(webhookUrl);
        WebhookTemplates.AddTo(webhook);
        config["webhook"] = webhook;
        return config;
    }

    private static JsonObject Defaults() => new()
    {
        ["entry_pricing"] = Pricing(),
        ["exit_pricing"] = Pricing(),
        ["pairlists"] = new JsonArray(new JsonObject { ["method"] = "StaticPairList" }),
        ["force_entry_enable"] = false,
        ["cancel_open_orders_on_exit"] = false,
        ["internals"] = new JsonObject { ["process_throttle_secs"] = 5, ["heartbeat_interval"] = 60 },
    };

    private static JsonObject Pricing() =>
        new() { ["price_side"] = "same", ["use_order_book"] = true, ["order_book_top"] = 1 };

    private static JsonObject FromDefinition(StrategyDefinition definition) => new()
    {
        ["strategy"] = definition.Profile.StrategyClass,
        ["timeframe"] = definition.Profile.Timeframe,
        ["stake_currency"] = definition.StakeCurrency,
        ["stake_amount"] = decimal.TryParse(
            definition.StakeAmount, NumberStyles.Float, CultureInfo.InvariantCulture, out var stake)
            ? stake : definition.StakeAmount,
        ["dry_run_wallet"] = definition.DryRunWallet,
        ["max_open_trades"] = definition.MaxOpenTrades,
        ["exchange"] = new JsonObject
        {
            ["name"] = definition.Profile.Exchange,
            ["key"] = "",
            ["secret"] = "",
            ["pair_whitelist"] = new JsonArray([.. definition.PairWhitelist.Select(pair => JsonValue.Create(pair))]),
            ["pair_blacklist"] = new JsonArray([.. definition.PairBlacklist.Select(pair => JsonValue.Create(pair))]),
        },
    };

    private static JsonObject Protected(int strategyId, InstanceFolder folder, int port, Credentials secrets) => new()
    {
        ["bot_name"] = BotName(strategyId),
        ["initial_state"] = "running",
        ["dry_run"] = true,
        ["db_url"] = folder.DatabaseUrl,
        ["user_data_dir"] = folder.UserData,
        ["strategy_path"] = folder.Strategies,
        ["api_server"] = new JsonObject
        {
            ["enabled"] = true,
            ["listen_ip_address"] = "127.0.0.1",
            ["listen_port"] = port,
            ["verbosity"] = "error",
            ["enable_openapi"] = false,
            ["username"] = secrets.Username,
            ["password"] = secrets.Password,
            ["jwt_secret_key"] = secrets.JwtSecret,
            ["ws_token"] = secrets.WsToken,
            ["CORS_origins"] = new JsonArray(),
        },
    };

    private static JsonObject Webhook(string url) => new()
    {
        ["enabled"] = true,
        ["url"] = url,
        ["format"] = "json",
        ["timeout"] = 3,
        ["retries"] = 2,
        ["retry_delay"] = 0.2,
        ["allow_custom_messages"] = true,
    };

    private static void Merge(JsonObject target, JsonObject over)
    {
        foreach (var (name, value) in over)
        {
            if (value is JsonObject inner && target[name] is JsonObject existing) Merge(existing, inner);
            else target[name] = value?.DeepClone();
        }
    }
}

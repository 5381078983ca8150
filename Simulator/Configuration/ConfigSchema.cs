using BtcWatcher.Simulator.Logging;
using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Configuration;

/// <summary>The part of FreqTrade's trade-mode schema that a supervisor can get wrong; the first error ends the
/// start.</summary>
internal static class ConfigSchema
{
    private static readonly string[] Required =
    [
        "exchange", "timeframe", "max_open_trades", "stake_currency", "stake_amount", "dry_run", "exit_pricing",
        "entry_pricing",
        "stoploss", "minimal_roi", "pairlists",
    ];

    private static readonly string[] ApiRequired =
        ["enabled", "listen_ip_address", "listen_port", "username", "password"];

    private static readonly string[] States = ["running", "paused", "stopped"];

    private sealed record Rule(string Path, string Type, double? Least = null, double? Most = null, string[]? OneOf =
        null);

    private static readonly Rule[] Rules =
    [
        new("max_open_trades", "integer,number", -1), new("timeframe", "string"), new("stake_currency", "string"),
        new("stake_amount", "number,string"), new("dry_run", "boolean"), new("dry_run_wallet", "number,object"),
        new("stoploss", "number"), new("minimal_roi", "object"), new("initial_state", "string", OneOf: States),
        new("force_entry_enable", "boolean"), new("cancel_open_orders_on_exit", "boolean"), new("bot_name", "string"),
        new("strategy", "string"), new("strategy_path", "string"), new("db_url", "string"),
            new("trailing_stop", "boolean"),
        new("tradable_balance_ratio", "number", 0, 1), new("fee", "number", 0, 0.1), new("user_data_dir", "string"),
        new("trading_mode", "string", OneOf: ["spot", "margin", "futures"]), new("process_only_new_candles", "boolean"),
        new("entry_pricing", "object"),
            new("entry_pricing.price_side", "string", OneOf: ["ask", "bid", "same", "other"]),
        new("entry_pricing.use_order_book", "boolean"), new("entry_pricing.order_book_top", "integer", 1, 50),
        new("exit_pricing", "object"), new("exit_pricing.price_side", "string", OneOf: ["ask", "bid", "same", "other"]),
        new("exit_pricing.use_order_book", "boolean"), new("exit_pricing.order_book_top", "integer", 1, 50),
        new("exchange", "object"), new("exchange.name", "string"), new("exchange.key", "string"),
        new("exchange.secret", "string"), new("exchange.pair_whitelist", "array"),
            new("exchange.pair_blacklist", "array"),
        new("api_server", "object"), new("api_server.enabled", "boolean"),
            new("api_server.listen_ip_address", "string"),
        new("api_server.listen_port", "integer", 1024, 65535), new("api_server.username", "string"),
        new("api_server.password", "string"), new("api_server.ws_token", "string,array"),
        new("api_server.jwt_secret_key", "string"), new("api_server.CORS_origins", "array"),
        new("api_server.verbosity", "string", OneOf: ["error", "info"]),
        new("webhook", "object"), new("webhook.enabled", "boolean"), new("webhook.url", "string"),
        new("webhook.format", "string", OneOf: ["form", "json", "raw"]), new("webhook.retries", "integer", 0),
        new("webhook.retry_delay", "number", 0), new("internals", "object"),
        new("internals.process_throttle_secs", "integer"), new("pairlists", "array"),
    ];

    /// <summary>Throws the configuration error that FreqTrade would, after its CRITICAL line.</summary>
    public static void Validate(PyDict config, PythonLog log, bool tradeMode)
    {
        foreach (var rule in Rules)
        {
            Check(config, rule, log);
        }

        Need(config, "", tradeMode ? Required : ["exchange", "dry_run"], log);
        if (config.Dict("api_server") is { } api)
        {
            Need(api, "api_server", ApiRequired, log);
        }

        if (config.List("pairlists") is { Count: 0 })
        {
            Fail("[] should be non-empty", "minItems", "pairlists", "[]", log);
        }
    }

    private static void Check(PyDict config, Rule rule, PythonLog log)
    {
        var (found, value) = Find(config, rule.Path);
        if (!found)
        {
            return;
        }

        var types = rule.Type.Split(',');
        if (!types.Any(type => IsType(value, type)))
        {
            var names = string.Join(", ", types.Select(t => $"'{t}'"));
            Fail($"{PyText.Repr(value)} is not of type {names}", "type", rule.Path, PyText.Repr(value), log);
        }

        if (PyNumber.TryDouble(value) is { } number)
        {
            if (number < rule.Least)
            {
                var least = PyText.Repr((long)rule.Least.Value);
                Fail($"{PyText.Repr(value)} is less than the minimum of {least}", "minimum", rule.Path,
                    PyText.Repr(value), log);
            }

            if (number > rule.Most)
            {
                var most = PyText.Repr(rule.Most % 1 == 0 ? (long)rule.Most.Value : rule.Most.Value);
                Fail($"{PyText.Repr(value)} is greater than the maximum of {most}", "maximum", rule.Path,
                    PyText.Repr(value), log);
            }
        }

        if (rule.OneOf is { } choices && value is string text && !choices.Contains(text))
        {
            Fail($"{PyText.Repr(text)} is not one of {PyText.Repr(choices)}", "enum", rule.Path, PyText.Repr(text),
                log);
        }
    }

    private static void Need(PyDict dict, string path, string[] keys, PythonLog log)
    {
        if (keys.FirstOrDefault(key => !dict.ContainsKey(key)) is { } missing)
        {
            Fail($"'{missing}' is a required property", "required", path, PyText.Repr(dict), log);
        }
    }

    private static void Fail(string reason, string keyword, string path, string instance, PythonLog log)
    {
        var keys = path.Length == 0 ? [] : path.Split('.');
        var schema = string.Concat(keys.Select(key => $"['properties']['{key}']"));
        var on = string.Concat(keys.Select(key => $"['{key}']"));
        log.Critical("freqtrade.configuration.config_validation",
            $"Invalid configuration. Reason: {reason}\n\nFailed validating '{keyword}' in schema{schema}\n\n"
            + $"On instance{on}:\n    {instance}");
        throw BotException.Configuration(reason);
    }

    private static (bool Found, object? Value) Find(PyDict config, string path)
    {
        object? value = config;
        foreach (var key in path.Split('.'))
        {
            if (value is not PyDict dict || !dict.TryGetValue(key, out value))
            {
                return (false, null);
            }
        }

        return (true, value);
    }

    private static bool IsType(object? value, string type) => type switch
    {
        "string" => value is string,
        "boolean" => value is bool,
        "integer" => value is int or long || (value is double d && Math.Floor(d) == d),
        "number" => value is int or long or double,
        "object" => value is PyDict,
        _ => value is List<object?>,
    };
}

using System.Text.Json.Nodes;

namespace BtcWatcher.Services.Supervisor.FreqTradeConfig;

/// <summary>
/// The bodies that an instance posts, one for each type of message: without one FreqTrade sends nothing for the type.
/// Every value is a python format string and arrives as text (facts 2.4).
/// </summary>
internal static class WebhookTemplates
{
    private const string OpenDate = "{open_date:%Y-%m-%dT%H:%M:%SZ}";
    private const string CloseDate = "{close_date:%Y-%m-%dT%H:%M:%SZ}";

    /// <summary>Every type of message that FreqTrade knows.</summary>
    public static IReadOnlyList<string> Types { get; } =
    [
        "status", "warning", "exception", "startup", "entry", "entry_fill", "entry_cancel", "exit", "exit_fill",
        "exit_cancel",
        "protection_trigger", "protection_trigger_global", "strategy_msg", "whitelist", "analyzed_df", "new_candle",
    ];

    /// <summary>Adds the bodies to a webhook block.</summary>
    public static void AddTo(JsonObject webhook)
    {
        foreach (var type in (string[])["entry", "entry_fill"]) webhook[type] = Entry();
        foreach (var type in (string[])["exit", "exit_fill"]) webhook[type] = Exit();
        webhook["entry_cancel"] = Body(
            ("trade_id", "{trade_id}"), ("pair", "{pair}"), ("side", "{direction}"), ("tag", "{enter_tag}"),
            ("reason", "{reason}"));
        webhook["exit_cancel"] = Body(
            ("trade_id", "{trade_id}"), ("pair", "{pair}"), ("side", "{direction}"), ("tag", "{enter_tag}"),
            ("reason", "{reason}"));
        foreach (var type in (string[])["status", "startup", "warning", "exception"])
        {
            webhook[type] = Body(("text", "{status}"));
        }

        foreach (var type in (string[])["protection_trigger", "protection_trigger_global"])
        {
            webhook[type] = Body(
                ("pair", "{pair}"), ("side", "{side}"), ("until_ms", "{lock_end_timestamp}"), ("reason", "{reason}"));
        }

        webhook["strategy_msg"] = Body(("payload", "{msg}"));
    }

    private static JsonObject Entry() => Body(
        ("trade_id", "{trade_id}"), ("pair", "{pair}"), ("side", "{direction}"), ("rate", "{order_rate}"),
        ("open_rate", "{open_rate}"), ("amount", "{amount}"), ("stake", "{stake_amount}"),
        ("stake_currency", "{stake_currency}"),
        ("leverage", "{leverage}"), ("tag", "{enter_tag}"), ("open_date", OpenDate), ("sub_trade", "{sub_trade}"));

    private static JsonObject Exit() => Body(
        ("trade_id", "{trade_id}"), ("pair", "{pair}"), ("side", "{direction}"), ("rate", "{order_rate}"),
        ("open_rate", "{open_rate}"), ("close_rate", "{close_rate}"), ("amount", "{amount}"),
        ("stake", "{stake_amount}"),
        ("stake_currency", "{stake_currency}"), ("leverage", "{leverage}"), ("profit_abs", "{profit_amount}"),
        ("profit_ratio", "{profit_ratio}"), ("tag", "{enter_tag}"), ("exit_reason", "{exit_reason}"),
        ("open_date", OpenDate),
        ("close_date", CloseDate), ("sub_trade", "{sub_trade}"), ("final", "{is_final_exit}"));

    private static JsonObject Body(params (string Name, string Template)[] members)
    {
        var body = new JsonObject { ["event"] = "{type}" };
        foreach (var (name, template) in members) body[name] = template;
        return body;
    }
}

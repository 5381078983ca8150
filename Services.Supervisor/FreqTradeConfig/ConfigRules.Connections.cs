using System.Text.RegularExpressions;
using static BtcWatcher.Services.Supervisor.FreqTradeConfig.Rules;

namespace BtcWatcher.Services.Supervisor.FreqTradeConfig;

/// <summary>Settings about other programs: exchange, API, webhook, messengers, producers.</summary>
internal static partial class ConfigRules
{
    private static (string, ConfigRule)[] Connections =>
    [
        ("exchange", Exchange), ("api_server", ApiServer), ("webhook", Webhook), ("telegram", Telegram),
        ("discord", Object(("enabled", Flag), ("webhook_url", Text), ("exit_fill", Blocks), ("entry_fill", Blocks))),
        ("coingecko", Object(("is_demo", Flag), ("api_key!", Text))), ("external_message_consumer", Producers),
    ];

    private static ConfigRule Exchange => Object(
        ("name!", Text), ("key", Text), ("secret", Text), ("password", Text), ("uid", Text), ("account_id", Text),
        ("wallet_address", Text), ("private_key", Text), ("pair_whitelist", DistinctTexts),
        ("pair_blacklist", DistinctTexts),
        ("log_responses", Flag), ("enable_ws", Flag), ("unknown_fee_rate", Number),
        ("outdated_offset", new NumberRule(1, Whole: true)),
        ("markets_refresh_interval", Whole), ("ccxt_config", Block), ("ccxt_async_config", Block),
        ("ccxt_sync_config", Block));

    private static ConfigRule ApiServer => Object(
        ("enabled!", Flag), ("listen_ip_address!", Any), ("listen_port!", WholeBetween(1024, 65535)),
        ("username!", Text),
        ("password!", Text), ("ws_token", Either(Text, Texts)), ("jwt_secret_key", Text), ("CORS_origins", Texts),
        ("verbosity", OneOf("error", "info")));

    private static ConfigRule Webhook => Object(
    [
        ("enabled", Flag), ("url", Text), ("format", OneOf("form", "json", "raw")), ("retries", Counter),
        ("retry_delay", Positive),
        .. WebhookTemplates.Types.Select(type => (type, Block)),
    ]);

    private static ConfigRule Telegram
    {
        get
        {
            var loudness = OneOf("on", "off", "silent");
            var byReason = Either(Text, Table(AnyName(), loudness));
            return Object(
                ("enabled!", Flag), ("token!", Text), ("chat_id!", Text), ("topic_id", Text),
                ("authorized_users", DistinctTexts),
                ("allow_custom_messages", Flag), ("balance_dust_level", Positive), ("reload", Flag),
                ("notification_settings", Object(
                    ("status", loudness), ("warning", loudness), ("startup", loudness), ("entry", loudness),
                    ("entry_fill", loudness), ("entry_cancel", loudness), ("exit", byReason), ("exit_fill", byReason),
                    ("exit_cancel", loudness), ("protection_trigger", loudness),
                    ("protection_trigger_global", loudness))));
        }
    }

    private static ConfigRule Producers => Object(
        ("enabled", Flag), ("wait_timeout", Counter), ("sleep_time", Counter), ("ping_timeout", Counter),
        ("remove_entry_exit_signals", Flag), ("initial_candle_limit", WholeBetween(0, 1500)),
        ("message_size_limit", WholeBetween(1, 20)),
        ("producers!", new ListRule(Object(
            ("name!", Text), ("host!", Text), ("ws_token!", Text), ("port", WholeBetween(0, 65535)),
            ("secure", Flag)))));

    [GeneratedRegex("")]
    private static partial Regex AnyName();
}

using System.Text.RegularExpressions;
using static BtcWatcher.Services.Supervisor.FreqTradeConfig.Rules;

namespace BtcWatcher.Services.Supervisor.FreqTradeConfig;

/// <summary>
/// What FreqTrade 2025.8 accepts in its configuration, setting by setting. Unknown settings pass, as they do there.
/// </summary>
internal static partial class ConfigRules
{
    private static readonly (string, ConfigRule)[] PricingMembers =
    [
        ("price_side", OneOf("ask", "bid", "same", "other")), ("price_last_balance", Share), ("use_order_book", Flag),
        ("order_book_top", WholeBetween(1, 50)),
    ];

    private static readonly ConfigRule ExitPricing = Object(PricingMembers);

    private static readonly ConfigRule EntryPricing = Object(
        [.. PricingMembers, ("check_depth_of_market", Object(("enabled", Flag), ("bids_to_ask_delta", Positive)))]);

    private static readonly ConfigRule OrderType = OneOf("limit", "market");

    private static readonly ConfigRule OrderTypes = Object(
        ("entry!", OrderType), ("exit!", OrderType), ("stoploss!", OrderType), ("stoploss_on_exchange!", Flag),
        ("force_exit", OrderType), ("force_entry", OrderType), ("emergency_exit", OrderType),
        ("stoploss_price_type", OneOf("last", "mark", "index")),
        ("stoploss_on_exchange_interval", Number),
        ("stoploss_on_exchange_limit_ratio", Share));

    private static readonly ConfigRule TimeInForce = OneOf("GTC", "FOK", "IOC", "PO", "gtc", "fok", "ioc", "po");

    private static readonly ConfigRule Timeouts = Object(
        ("entry", AtLeast(1)), ("exit", AtLeast(1)), ("exit_timeout_count", Positive),
        ("unit", OneOf("minutes", "seconds")));

    private static readonly ConfigRule CandleFormat = OneOf("json", "jsongz", "feather", "parquet");

    private static readonly ConfigRule FiatCurrency = OneOf(
        "AUD", "BRL", "CAD", "CHF", "CLP", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "JPY",
        "KRW",
        "MXN", "MYR", "NOK", "NZD", "PHP", "PKR", "PLN", "RUB", "UAH", "SEK", "SGD", "THB", "TRY", "TWD", "ZAR", "USD",
        "BTC", "ETH", "XRP", "LTC", "BCH", "BNB", "");

    private static readonly ConfigRule PairLists = new ListRule(
        Object(("method!", OneOf(
            "StaticPairList", "VolumePairList", "PercentChangePairList", "ProducerPairList", "RemotePairList",
            "MarketCapPairList", "AgeFilter", "FullTradesFilter", "OffsetFilter", "PerformanceFilter",
            "PrecisionFilter",
            "PriceFilter", "RangeStabilityFilter", "ShuffleFilter", "SpreadFilter", "VolatilityFilter"))),
        AtLeast: 1);

    private static readonly ConfigRule OrderFlow = Object(
        ("max_candles", AtLeast(1)), ("scale!", Positive), ("stacked_imbalance_range!", Positive),
        ("imbalance_volume!", Positive), ("imbalance_ratio!", Positive), ("cache_size", AtLeast(1)));

    private static readonly (string, ConfigRule)[] Money =
    [
        ("max_open_trades", AtLeast(-1)), ("stake_currency", Text), ("proxy_coin", Text),
        ("fiat_display_currency", FiatCurrency),
        ("stake_amount", Either(AtLeast(0.0001), new TextRule([], Part: "unlimited"))),
        ("tradable_balance_ratio", Share), ("available_capital", Positive), ("amend_last_stake_amount", Flag),
        ("last_stake_amount_min_ratio", Share), ("amount_reserve_percent", Between(0, 0.5)), ("fee", Between(0, 0.1)),
        ("dry_run", Flag), ("dry_run_wallet", Either(Number, Table(CurrencyName(), Number, only: true))),
        ("minimum_trade_amount", Number), ("targeted_trade_amount", Number), ("liquidation_buffer", Between(0, 0.99)),
        ("trading_mode", OneOf("spot", "margin", "futures")), ("margin_mode", OneOf("cross", "isolated", "")),
    ];

    private static readonly (string, ConfigRule)[] Trading =
    [
        ("timeframe", Text), ("stoploss", new NumberRule(Below: 0)), ("minimal_roi", Table(Minutes(), Number)),
        ("trailing_stop", Flag), ("trailing_stop_positive", Share), ("trailing_stop_positive_offset", Share),
        ("trailing_only_offset_is_reached", Flag), ("use_exit_signal", Flag), ("exit_profit_only", Flag),
        ("exit_profit_offset", Number), ("ignore_roi_if_entry_signal", Flag),
        ("ignore_buying_expired_candle_after", Number),
        ("process_only_new_candles", Flag), ("cancel_open_orders_on_exit", Flag), ("unfilledtimeout", Timeouts),
        ("entry_pricing", EntryPricing), ("exit_pricing", ExitPricing), ("custom_price_max_distance_ratio", Share),
        ("order_types", OrderTypes), ("order_time_in_force", Object(("entry!", TimeInForce), ("exit!", TimeInForce))),
        ("position_adjustment_enable", Flag), ("max_entry_position_adjustment", AtLeast(-1)), ("pairlists", PairLists),
        ("force_entry_enable", Flag), ("initial_state", OneOf("running", "paused", "stopped")),
        ("orderflow", OrderFlow),
    ];

    private static readonly (string, ConfigRule)[] Program =
    [
        ("user_data_dir", Any), ("datadir", Any), ("db_url", Text), ("bot_name", Text),
        ("recursive_strategy_search", Flag),
        ("reduce_df_footprint", Flag), ("disable_dataframe_checks", Flag), ("disableparamexport", Flag),
        ("dataformat_ohlcv", CandleFormat), ("dataformat_trades", CandleFormat), ("new_pairs_days", Whole),
        ("download_trades", Flag), ("add_config_files", Texts), ("export", OneOf("none", "trades", "signals")),
        ("backtest_breakdown", new ListRule(OneOf("day", "week", "month", "year"))),
        ("startup_candle", new ListRule(Any, Distinct: true)), ("lookahead_analysis_exportfilename", Text),
        ("experimental", Object(("block_bad_exchanges", Flag))),
        ("internals", Object(("process_throttle_secs", Whole), ("interval", Whole), ("sd_notify", Flag))),
        ("log_config", Object(("version!", Number), ("formatters!", Block), ("handlers!", Block), ("root!", Block))),
    ];

    /// <summary>The rule of the whole configuration.</summary>
    public static ConfigRule Root { get; } = Object([.. Money, .. Trading, .. Program, .. Connections, .. Learning]);

    [GeneratedRegex("^[a-zA-Z0-9]+$")]
    private static partial Regex CurrencyName();

    [GeneratedRegex("^[0-9.]+$")]
    private static partial Regex Minutes();
}

using BtcWatcher.Simulator.Python;
using BtcWatcher.Simulator.Strategies;

namespace BtcWatcher.Simulator.Configuration;

/// <summary>A validated trade configuration with what the strategy supplies; the configuration wins over the
/// strategy.</summary>
internal sealed record BotSettings(PyDict Config, Strategy Strategy, string StrategyName, string StrategyCode,
    string UserDir)
{
    public string BotName => Config.Text("bot_name") ?? "freqtrade";

    public string Timeframe => Config.Text("timeframe") ?? Strategy.Timeframe;

    public string StakeCurrency => Config.Text("stake_currency")!;

    public object StakeAmount => Config.Get("stake_amount")!;

    public double MaxOpenTrades => Config.Number("max_open_trades") is { } most and >= 0 ? most
        : double.PositiveInfinity;

    public double Wallet => Config.Number("dry_run_wallet") ?? Config.Dict("dry_run_wallet")?.Number(StakeCurrency)
        ?? 1000;

    public double Ratio => Config.Number("tradable_balance_ratio") ?? 0.99;

    public double Stoploss => Config.Number("stoploss") ?? Strategy.Stoploss ?? -0.1;

    public PyDict MinimalRoi => Config.Dict("minimal_roi") ?? Strategy.MinimalRoi;

    public double Fee => Config.Number("fee") ?? 0.001;

    public PyDict Exchange => Config.Dict("exchange")!;

    public IEnumerable<string> Whitelist => Texts(Exchange, "pair_whitelist");

    public IEnumerable<string> Blacklist => Texts(Exchange, "pair_blacklist");

    public double Throttle => Config.Dict("internals")?.Number("process_throttle_secs") ?? 5;

    public double Heartbeat => Config.Dict("internals")?.Number("heartbeat_interval") ?? 60;

    public bool UseExitSignal => Config.Flag("use_exit_signal", missing: true);

    public bool ForceEntry => Config.Flag("force_entry_enable");

    public string InitialState => Config.Text("initial_state") ?? "stopped";

    public PyDict? Api => Config.Dict("api_server") is { } api && api.Flag("enabled") ? api : null;

    public PyDict UnfilledTimeout
    {
        get
        {
            var given = Config.Dict("unfilledtimeout");
            return new PyDict
            {
                ["entry"] = given?.Get("entry") ?? 10, ["exit"] = given?.Get("exit") ?? 10,
                ["unit"] = given?.Text("unit") ?? "minutes", ["exit_timeout_count"] = given?.Get("exit_timeout_count")
                    ?? 0,
            };
        }
    }

    public string OrderType(string side) => Config.Dict("order_types")?.Text(side) ?? "limit";

    public static IEnumerable<string> Texts(PyDict dict, string key) => dict.List(key)?.OfType<string>() ?? [];
}

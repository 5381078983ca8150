using System.Globalization;
using BtcWatcher.Simulator.Market;
using BtcWatcher.Simulator.Python;
using BtcWatcher.Simulator.Running;

namespace BtcWatcher.Simulator.Api;

/// <summary>Version, configuration, health, machine, log, and the state machine's commands.</summary>
internal static class InfoEndpoints
{
    public static void Map(ApiRoutes routes)
    {
        routes.AddJson("GET", "version", _ => new PyDict { ["version"] = SimulatorOptions.Version });
        routes.AddJson("GET", "show_config", r => ShowConfig(r.Bot));
        routes.AddJson("GET", "health", r => Health(r.Bot));
        routes.Add("GET", "sysinfo", SysInfoAsync);
        routes.AddJson("GET", "logs", Logs);
        Command(routes, "start", BotTransitions.Start);
        Command(routes, "stop", BotTransitions.Stop);
        Command(routes, "pause", BotTransitions.Pause);
        Command(routes, "stopentry", BotTransitions.Pause);
        Command(routes, "stopbuy", BotTransitions.Pause);
        Command(routes, "reload_config", BotTransitions.Reload);
    }

    private static void Command(ApiRoutes routes, string path, Func<BotState, (string, BotState)> rule) =>
        routes.AddJson("POST", path, r => new PyDict { ["status"] = r.Bot.Apply(rule) });

    private static PyDict ShowConfig(Bot bot)
    {
        var s = bot.Settings;
        var c = s.Config;
        return new PyDict
        {
            ["version"] = SimulatorOptions.Version, ["strategy_version"] = s.Strategy.Version, ["api_version"] = 2.43,
            ["dry_run"] = true,
            ["trading_mode"] = "spot", ["short_allowed"] = false, ["stake_currency"] = s.StakeCurrency,
            ["stake_amount"] = PyText.Str(s.StakeAmount), ["available_capital"] = c.Number("available_capital"),
            ["stake_currency_decimals"] = s.StakeCurrency switch { "BTC" => 8, "ETH" => 5, _ => 3 },
            ["max_open_trades"] = double.IsPositiveInfinity(s.MaxOpenTrades) ? -1.0 : s.MaxOpenTrades,
            ["minimal_roi"] = s.MinimalRoi, ["stoploss"] = s.Stoploss, ["stoploss_on_exchange"] = false,
            ["trailing_stop"] = c.Flag("trailing_stop"),
            ["trailing_stop_positive"] = c.Number("trailing_stop_positive"),
            ["trailing_stop_positive_offset"] = c.Number("trailing_stop_positive_offset") ?? 0.0,
            ["trailing_only_offset_is_reached"] = c.Flag("trailing_only_offset_is_reached"),
            ["unfilledtimeout"] = s.UnfilledTimeout,
            ["order_types"] = new PyDict
            {
                ["entry"] = s.OrderType("entry"), ["exit"] = s.OrderType("exit"), ["emergency_exit"] = "market",
                ["force_exit"] = c.Dict("order_types")?.Text("force_exit"),
                ["force_entry"] = c.Dict("order_types")?.Text("force_entry"), ["stoploss"] = "market",
                ["stoploss_on_exchange"] = false, ["stoploss_on_exchange_interval"] = null,
            },
            ["use_custom_stoploss"] = false, ["timeframe"] = s.Timeframe,
            ["timeframe_ms"] = (long)(Markets.TimeframeMinutes(s.Timeframe) * 60_000),
            ["timeframe_min"] = (long)Markets.TimeframeMinutes(s.Timeframe), ["exchange"] = s.Exchange.Text("name"),
            ["strategy"] = s.StrategyName, ["force_entry_enable"] = s.ForceEntry,
            ["exit_pricing"] = c.Dict("exit_pricing"), ["entry_pricing"] = c.Dict("entry_pricing"),
            ["bot_name"] = s.BotName,
            ["state"] = bot.Attached ? bot.State.Name() : "", ["runmode"] = "dry_run",
            ["position_adjustment_enable"] = false, ["max_entry_position_adjustment"] = -1,
        };
    }

    private static PyDict Health(Bot bot)
    {
        var start = bot.Store.Time("bot_start_time");
        var startup = bot.Store.Time("startup_time");
        return new PyDict
        {
            ["last_process"] = PyTime.Zulu(bot.LastProcess), ["last_process_ts"] = bot.LastProcess?.ToUnixTimeSeconds(),
            ["bot_start"] = PyTime.Zulu(start), ["bot_start_ts"] = start?.ToUnixTimeSeconds(),
            ["bot_startup"] = PyTime.Zulu(startup), ["bot_startup_ts"] = startup?.ToUnixTimeSeconds(),
        };
    }

    private static async Task<ApiResult> SysInfoAsync(ApiRequest r)
    {
        var first = CpuTimes();
        await Task.Delay(TimeSpan.FromSeconds(1), r.Bot.Clock, r.Aborted); // psutil measures for one second.
        var second = CpuTimes();
        var load = first.Zip(second, (a, b) =>
        {
            var total = b.Total - a.Total;
            return (object?)(total <= 0 ? 0.0 : Math.Round(100.0 * (total - (b.Idle - a.Idle)) / total, 1));
        }).ToList();
        return ApiResult.Ok(new PyDict { ["cpu_pct"] = load, ["ram_pct"] = RamPercent() });
    }

    private static List<(long Total, long Idle)> CpuTimes() => File.ReadLines("/proc/stat")
        .Where(line => line.StartsWith("cpu", StringComparison.Ordinal) && char.IsAsciiDigit(line[3]))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray())
        .Select(times => (times.Sum(), times[3] + times[4])).ToList();

    private static double RamPercent()
    {
        var lines = File.ReadLines("/proc/meminfo").Take(3).Select(line =>
            double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))
                .ToArray();
        return Math.Round(100 * (lines[0] - lines[2]) / lines[0], 1);
    }

    private static PyDict Logs(ApiRequest r)
    {
        var records = r.Bot.Log.Latest(r.Int("limit", null));
        var rows = records.Select(record => (object?)new List<object?>
        {
            record.Time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            record.Time.UtcTicks / 10.0 / 1000.0 - (DateTime.UnixEpoch.Ticks / 10_000.0),
            record.Logger, record.Level, record.Message,
        }).ToList();
        return new PyDict { ["log_count"] = rows.Count, ["logs"] = rows };
    }
}

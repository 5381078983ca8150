using BtcWatcher.Simulator.Commands;
using BtcWatcher.Simulator.Logging;
using BtcWatcher.Simulator.Market;
using BtcWatcher.Simulator.Python;
using BtcWatcher.Simulator.Strategies;

namespace BtcWatcher.Simulator.Configuration;

/// <summary>FreqTrade's checks at start, in its order and with its texts (facts 2.1, 5.1); each throws
/// <see cref="BotException"/>.</summary>
internal static class StartChecks
{
    private static readonly string[] Folders =
        ["backtest_results", "data", "hyperopts", "hyperopt_results", "logs", "notebooks", "plot", "strategies",
        "freqaimodels"];

    /// <summary>The absolute user folder; its missing sub-folders are created.</summary>
    public static string UserDir(CommandLine line, PyDict config)
    {
        var folder = Path.GetFullPath(line["userdir"] ?? config.Text("user_data_dir") ?? "user_data");
        if (!Directory.Exists(folder))
        {
            throw BotException.Operational($"Directory `{folder}` does not exist. "
                + "Please use `freqtrade create-userdir` to create a user directory");
        }

        foreach (var name in Folders)
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        return folder;
    }

    public static void Exchange(PyDict config, PythonLog log)
    {
        var exchange = config.Dict("exchange") ?? throw BotException.Fatal("KeyError: 'exchange'");
        log.Info("freqtrade.exchange.check_exchange", "Checking exchange...");
        var name = exchange.Text("name") ?? throw BotException.Operational(
            "This command requires a configured exchange. You should either use `--exchange <exchange_name>` "
            + "or specify a configuration file via `--config`.");
        if (!Markets.Exchanges.Contains(name))
        {
            throw BotException.Operational($"Exchange \"{name}\" is not known to the ccxt library and therefore not available "
                + "for the bot.\nThe following exchanges are available for Freqtrade: "
                    + string.Join(", ", Markets.Exchanges));
        }

        log.Info("freqtrade.exchange.check_exchange",
            $"Exchange \"{name}\" is officially supported by the Freqtrade development team.");
    }

    /// <summary>What the exchange object looks at once the markets are loaded.</summary>
    public static void AgainstMarkets(PyDict config)
    {
        var stake = Needed(config, "stake_currency") as string ?? "";
        if (!Markets.Quotes.Contains(stake))
        {
            throw BotException.Configuration($"{stake} is not available as stake on Binance. Available currencies are: "
                + string.Join(", ", Markets.Quotes));
        }

        if (config.Text("timeframe") is { } timeframe && !Markets.Timeframes.Contains(timeframe))
        {
            throw BotException.Configuration(
                $"Invalid timeframe '{timeframe}'. This exchange supports: {PyText.Repr(Markets.Timeframes)}");
        }

        Needed(config, "exit_pricing");
        Needed(config, "entry_pricing");
    }

    public static (Strategy Strategy, string Name, string Code) Strategy(CommandLine line, PyDict config,
        string userDir, PythonLog log)
    {
        var name = line["strategy"] ?? config.Text("strategy") ?? throw BotException.Operational(
            "No strategy set. Please use `--strategy` to specify the strategy class to use.");
        var recursive = line["recursive"] is not null || config.Flag("recursive_strategy_search");
        var folders = new[] { line["strategy_path"] ?? config.Text("strategy_path"),
            Path.Combine(userDir, "strategies") };
        foreach (var folder in folders.OfType<string>())
        {
            var (found, broken) = StrategyFiles.Scan(folder, recursive);
            foreach (var file in broken)
            {
                log.Warning("freqtrade.resolvers.iresolver", $"Could not import {file.File} due to '{file.Reason}'");
            }

            if (found.Find(f => f.Name == name) is { } match)
            {
                log.Info("freqtrade.resolvers.iresolver", $"Using resolved strategy {name} from '{match.File}'...");
                return (StrategyCatalog.Create(name, match.Code), name, match.Code);
            }
        }

        throw BotException.Operational(
            $"Impossible to load Strategy '{name}'. This class does not exist or contains Python code errors.");
    }

    /// <summary>Puts the strategy's attributes where the configuration has none, as FreqTrade's resolver
    /// does.</summary>
    public static void Resolve(PyDict config, Strategy strategy)
    {
        if (config.Get("max_open_trades") is string)
        {
            throw BotException.Fatal("TypeError: '<' not supported between instances of 'str' and 'int'");
        }

        if (config.Get("stoploss") is string text)
        {
            throw BotException.Fatal($"ValueError: could not convert string to float: {PyText.Repr(text)}");
        }

        config.TryAdd("timeframe", strategy.Timeframe);
        config.TryAdd("minimal_roi", strategy.MinimalRoi);
        config.TryAdd("max_open_trades", -1L);
        config.TryAdd("dry_run", true);
        if (strategy.Stoploss is { } stoploss)
        {
            config.TryAdd("stoploss", stoploss);
        }
    }

    public static void Consistency(PyDict config)
    {
        if (config.ContainsKey("protections"))
        {
            throw BotException.Configuration("DEPRECATED: Setting 'protections' in the configuration is deprecated.");
        }

        if (config.ContainsKey("ticker_interval"))
        {
            throw BotException.Configuration(
                "DEPRECATED: 'ticker_interval' detected. Please use 'timeframe' instead of 'ticker_interval.");
        }

        if (config.Number("max_open_trades") is < 0 && config.Text("stake_amount") == "unlimited")
        {
            throw BotException.Configuration("`max_open_trades` and `stake_amount` cannot both be unlimited.");
        }

        var isStatic = config.List("pairlists")?.OfType<PyDict>().Any(p => p.Text("method") == "StaticPairList")
            ?? false;
        if (isStatic && config.Dict("exchange")!.List("pair_whitelist") is not { Count: > 0 })
        {
            throw BotException.Configuration("StaticPairList requires pair_whitelist to be set.");
        }
    }

    private static object Needed(PyDict config, string key) => config.Get(key)
        ?? throw BotException.Fatal($"KeyError: '{key}'");
}

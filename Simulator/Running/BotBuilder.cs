using System.Net;
using BtcWatcher.Simulator.Api;
using BtcWatcher.Simulator.Commands;
using BtcWatcher.Simulator.Configuration;
using BtcWatcher.Simulator.Faults;
using BtcWatcher.Simulator.Logging;
using BtcWatcher.Simulator.Market;
using BtcWatcher.Simulator.Python;
using BtcWatcher.Simulator.Trading;
using BtcWatcher.Simulator.Webhooks;

namespace BtcWatcher.Simulator.Running;

/// <summary>Builds a bot from the command line in FreqTrade's order; throws <see cref="BotException"/> where it gives
/// up.</summary>
internal sealed class BotBuilder(CommandLine line, SimulatorOptions options, ControlFile control, PythonLog log,
    TimeProvider clock)
{
    private const string Configuration = "freqtrade.configuration.configuration";

    /// <summary>What lives as long as one build of the bot.</summary>
    internal sealed record Built(Bot Bot, IPAddress? Address, int Port);

    public async Task<Built> BuildAsync(CancellationToken ct)
    {
        var (config, userDir) = Configure();
        StartChecks.Exchange(config, log);
        log.Info(Configuration, "Using pairlist from configuration.");
        await LoadMarketsAsync(config, ct);
        StartChecks.AgainstMarkets(config);
        var (strategy, name, code) = StartChecks.Strategy(line, config, userDir, log);
        log.Info("freqtrade.strategy.hyper", "Found no parameter file.");
        StartChecks.Resolve(config, strategy);
        var settings = new BotSettings(config, strategy, name, code, userDir);
        log.Info("freqtrade.resolvers.strategy_resolver", $"Strategy using timeframe: {settings.Timeframe}");
        log.Info("freqtrade.resolvers.strategy_resolver",
            $"Strategy using stoploss: {PyText.Float(settings.Stoploss)}");
        log.Info("freqtrade.configuration.config_validation", "Validating configuration ...");
        ConfigSchema.Validate(config, log, tradeMode: true);
        StartChecks.Consistency(config);
        var store = new TradeStore(config.Text("db_url")!);
        try
        {
            return Assemble(settings, store);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private (PyDict Config, string UserDir) Configure()
    {
        var config = ConfigReader.Read(line.Configs, line["userdir"], log);
        if ((line["logfile"] ?? config.Text("logfile")) is { } logfile)
        {
            log.OpenFile(logfile);
        }

        log.Info("freqtrade.loggers", "Enabling colorized output.");
        log.Info("freqtrade.loggers", "Logfile configured");
        log.Info("freqtrade.loggers", "Verbosity set to 0");
        log.Info(Configuration, "Runmode set to dry_run.");
        ApplyOptions(config);
        if (config.Flag("force_entry_enable"))
        {
            log.Warning(Configuration, "`force_entry_enable` RPC message enabled.");
        }

        log.Info(Configuration, "Dry run is enabled");
        log.Info(Configuration, $"Using DB: \"{config.Text("db_url")}\"");
        log.Info(Configuration, $"Using max_open_trades: {PyText.Str(config.Get("max_open_trades"))} ...");
        if (config.Dict("exchange") is null)
        {
            throw BotException.Fatal("KeyError: 'exchange'");
        }

        var userDir = StartChecks.UserDir(line, config);
        log.Info(Configuration, $"Using user-data directory: {userDir} ...");
        var data = line["datadir"] ?? Path.Combine(userDir, "data", config.Dict("exchange")!.Text("name") ?? "");
        Directory.CreateDirectory(data);
        log.Info(Configuration, $"Using data directory: {data} ...");
        return (config, userDir);
    }

    private void ApplyOptions(PyDict config)
    {
        if (line["db_url"] is { } url)
        {
            log.Info(Configuration, "Parameter --db-url detected ...");
            config["db_url"] = url;
        }

        if (line["dry_run"] is not null)
        {
            config["dry_run"] = true;
        }

        foreach (var number in new[] { "dry_run_wallet", "fee" })
        {
            if (double.TryParse(line[number], System.Globalization.CultureInfo.InvariantCulture, out var value))
            {
                config[number] = value;
            }
        }

        config.TryAdd("db_url", config.Flag("dry_run", missing: true)
            ? "sqlite:///tradesv3.dryrun.sqlite"
            : "sqlite:///tradesv3.sqlite");
    }

    private async Task LoadMarketsAsync(PyDict config, CancellationToken ct)
    {
        const string Logger = "freqtrade.exchange.exchange";
        log.Info(Logger, "Instance is running with dry_run enabled");
        log.Info(Logger, "Using CCXT 4.5.2");
        await Task.Delay(TimeSpan.FromSeconds((control.Plan.StartSeconds ?? options.StartSeconds) * 0.3), clock, ct);
        while (control.Plan.ExchangeHangs)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), clock, ct);
        }

        if (control.Plan.ExchangeUnreachable)
        {
            log.Exception(Logger, "Could not load markets.",
                "freqtrade.exceptions.TemporaryError: Error in reload_markets "
                + "due to ExchangeNotAvailable. Message: binance GET https://api.binance.com/api/v3/exchangeInfo");
            throw BotException.Operational(
                "Could not load markets, therefore cannot start. Please investigate the above error for more details.");
        }

        var name = config.Dict("exchange")!.Text("name")!;
        var title = char.ToUpperInvariant(name[0]) + name[1..];
        log.Info(Logger, $"Using Exchange \"{title}\"");
        log.Info("freqtrade.resolvers.exchange_resolver", $"Using resolved exchange '{title}'...");
    }

    private Built Assemble(BotSettings settings, TradeStore store)
    {
        var config = settings.Config;
        if (!config.Flag("dry_run", missing: true))
        {
            throw BotException.Operational(
                "Could not get balance due to AuthenticationError. Message: binance requires \"apiKey\" credential");
        }

        log.Info("freqtrade.wallets", "Wallets synced.");
        WebhookSender? webhook = null;
        if (config.Dict("webhook") is { } hook && hook.Flag("enabled"))
        {
            log.Info("freqtrade.rpc.rpc_manager", "Enabling rpc.webhook ...");
            webhook = new WebhookSender(hook, log, clock);
        }

        var hub = new WebSocketHub();
        var customToSockets = config.Dict("apiserver")?.Flag("allow_custom_messages") ?? false;
        var messenger = new Messenger(webhook, hub, customToSockets, log);
        var market = new MarketSource(options, new CandleDownload(options.ExchangeUrl, log, clock), log);
        var rates = new Rates(market, new MarketClock(TimeSpan.FromSeconds(options.CandleSeconds)), clock);
        var bot = new Bot(settings, store, rates, hub, control, messenger, log, clock);
        return settings.Api is { } api ? Listen(bot, api) : new Built(bot, null, 0);
    }

    private Built Listen(Bot bot, PyDict api)
    {
        log.Info("freqtrade.rpc.rpc_manager", "Enabling rpc.api_server");
        var text = api.Text("listen_ip_address")!;
        var port = (int)api.Number("listen_port")!.Value;
        log.Info("freqtrade.rpc.api_server.webserver", $"Starting HTTP Server at {text}:{port}");
        if (!IPAddress.TryParse(text, out var address))
        {
            throw BotException.Fatal($"ValueError: '{text}' does not appear to be an IPv4 or IPv6 address");
        }

        return new Built(bot, address, port);
    }
}

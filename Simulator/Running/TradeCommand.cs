using BtcWatcher.Simulator.Api;
using BtcWatcher.Simulator.Commands;
using BtcWatcher.Simulator.Configuration;
using BtcWatcher.Simulator.Faults;
using BtcWatcher.Simulator.Logging;
using BtcWatcher.Simulator.Market;
using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Running;

/// <summary><c>freqtrade trade</c>: start, run, reload, end; gives the exit code.</summary>
internal sealed class TradeCommand(CommandLine line, SimulatorOptions options, PythonLog log, TimeProvider clock)
{
    private readonly ControlFile _control = new(line["userdir"] ?? "user_data", log);

    public async Task<int> RunAsync()
    {
        _control.Poll();
        log.Info("freqtrade", $"freqtrade {SimulatorOptions.Version}");
        // FreqTrade imports for most of its start; a SIGTERM kills it until its handler is installed.
        await Task.Delay(TimeSpan.FromSeconds((_control.Plan.StartSeconds ?? options.StartSeconds) * 0.6), clock);
        log.Info("numexpr.utils", $"NumExpr defaulting to {Environment.ProcessorCount} threads.");
        using var signals = new StopSignals(_control);
        using var watching = new CancellationTokenSource();
        _control.Watch(watching.Token);
        var code = await GuardedAsync(signals.Stop);
        await watching.CancelAsync();
        return code;
    }

    private async Task<int> GuardedAsync(CancellationToken stop)
    {
        try
        {
            log.Info("freqtrade.worker", $"Starting worker {SimulatorOptions.Version}");
            for (var reloaded = false; await RunOnceAsync(reloaded, stop); reloaded = true)
            {
                // Reloaded: everything is built again from the files.
            }
        }
        catch (BotException e)
        {
            if (e.Traceback is { } traceback)
            {
                log.Exception("freqtrade", e.Message, traceback);
            }
            else
            {
                log.Error("freqtrade", e.Message);
            }

            return e.ExitCode;
        }
        catch (PyError e)
        {
            log.Exception("freqtrade", "Fatal exception!", $"{e.Kind}: {e.Message}");
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to end.
        }
        catch (Exception e)
        {
            // The process boundary: FreqTrade ends with 1 on anything else.
            log.Exception("freqtrade", "Fatal exception!", e.ToString());
            return 1;
        }

        log.Info("freqtrade", "SIGINT received, aborting ...");
        return 0;
    }

    /// <summary>One life of the bot; true where it is to be built again.</summary>
    private async Task<bool> RunOnceAsync(bool reloaded, CancellationToken stop)
    {
        var builder = new BotBuilder(line, options, _control, log, clock);
        var built = await builder.BuildAsync(stop);
        using var bot = built.Bot;
        await using var server = built.Address is { } address
            ? await ApiServer.StartAsync(bot, address, built.Port, stop)
            : null;
        if (built.Address is not null && server is null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, stop); // FreqTrade waits for its server for ever.
        }

        await AttachAsync(bot, stop);
        return await WorkAsync(bot, reloaded, stop);
    }

    private async Task AttachAsync(Bot bot, CancellationToken stop)
    {
        var initial = BotTransitions.Initial(bot.Settings.InitialState);
        await FailIfAskedAsync("pairlist", bot, stop);
        bot.Whitelist = [.. RefreshPairs(bot)];
        bot.State = initial;
        await FailIfAskedAsync("bot_start", bot, stop);
    }

    private List<string> RefreshPairs(Bot bot)
    {
        log.Info("freqtrade.freqtradebot", "Starting initial pairlist refresh");
        var pairs = new List<string>();
        foreach (var pair in bot.Settings.Whitelist.Distinct().Except(bot.Blacklist))
        {
            if (Markets.Exists(pair))
            {
                pairs.Add(pair);
            }
            else
            {
                log.Warning("freqtrade.plugins.pairlist.IPairList",
                    $"Pair {pair} is not compatible with exchange Binance. Removing it from whitelist..");
            }
        }

        log.Info("freqtrade.plugins.pairlistmanager", $"Whitelist with {pairs.Count} pairs: {PyText.Repr(pairs)}");
        log.Info("freqtrade.freqtradebot", "Initial Pairlist refresh took 0.00s");
        return pairs;
    }

    /// <summary>An exception after the API's start leaves FreqTrade alive and answering; SIGTERM then ends it with the
    /// error's code.</summary>
    private async Task FailIfAskedAsync(string stage, Bot bot, CancellationToken stop)
    {
        if (_control.Plan.Zombie != stage)
        {
            return;
        }

        log.Error("freqtrade", $"SIMULATED: an error in {stage}");
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, stop).ContinueWith(_ => { }, TaskScheduler.Default);
        throw BotException.Operational($"SIMULATED: an error in {stage} of {bot.Settings.BotName}");
    }

    private async Task<bool> WorkAsync(Bot bot, bool reloaded, CancellationToken stop)
    {
        try
        {
            await new TradingLoop(bot, reloaded).RunAsync(stop);
            bot.Attached = false;
            await Task.Delay(TimeSpan.FromMilliseconds(30), clock, stop);
            return true;
        }
        catch (Exception e)
        {
            await CleanUpAsync(bot, e);
            throw;
        }
    }

    private async Task CleanUpAsync(Bot bot, Exception reason)
    {
        log.Info("freqtrade.commands.trade_commands", "worker found ... calling exit");
        await bot.Messenger.StatusAsync("process died", CancellationToken.None);
        log.Info("freqtrade.freqtradebot", "Cleaning up modules ...");
        var open = bot.Book.Open.Count;
        if (open > 0 && reason is OperationCanceledException)
        {
            await bot.Messenger.SendAsync(Messenger.Plain("warning",
                $"{open} open trades active.\n\nHandle these trades manually "
                + "on Binance, or '/start' the bot again and use '/stopentry' to handle open trades gracefully. \n"
                + "Note: Trades are simulated (dry run)."), CancellationToken.None);
        }

        log.Info("freqtrade.rpc.rpc_manager", "Cleaning up rpc modules ...");
        log.Info("freqtrade.rpc.rpc_manager", "Cleaning up rpc.apiserver ...");
    }
}

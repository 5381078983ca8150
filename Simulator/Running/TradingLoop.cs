using System.Globalization;
using BtcWatcher.Simulator.Python;
using BtcWatcher.Simulator.Strategies;
using BtcWatcher.Simulator.Trading;

namespace BtcWatcher.Simulator.Running;

/// <summary>FreqTrade's worker: follows the state, analyses new candles, exits, enters, sends what strategies
/// queued.</summary>
internal sealed class TradingLoop(Bot bot, bool reloaded)
{
    private readonly Random _spread = new(StringComparer.Ordinal.GetHashCode(bot.Settings.BotName));
    private BotState? _old;
    private DateTimeOffset _heartbeat;
    private long _storm;

    /// <summary>Runs until a reload is asked for; cancelled by SIGTERM. Throws <see cref="PyError"/> for a bad
    /// strategy_msg template.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            var state = bot.State;
            if (state == BotState.ReloadConfig)
            {
                bot.Log.Info("freqtrade.worker", "Changing state from "
                    + $"{(_old ?? BotState.Stopped).Name().ToUpperInvariant()} to: RELOAD_CONFIG");
                await bot.Messenger.StatusAsync("reload_config", ct);
                return;
            }

            await WaitWhileHungAsync(ct);
            await ChangeAsync(state, ct);
            if (state is BotState.Running or BotState.Paused)
            {
                await bot.WaitForExchangeAsync(ct);
                await ProcessAsync(state, ct);
                bot.LastProcess = bot.Clock.GetUtcNow();
            }

            Heartbeat(state);
            await SleepAsync(ct);
        }
    }

    private async Task ChangeAsync(BotState state, CancellationToken ct)
    {
        if (state == _old)
        {
            return;
        }

        var name = state.Name();
        var first = _old is null && reloaded;
        await bot.Messenger.StatusAsync(first ? name + " after config reloaded" : name, ct);
        var old = first ? BotState.ReloadConfig : _old;
        var from = old is { } known ? $"Changing state from {known.Name().ToUpperInvariant()} to: "
            : "Changing state to: ";
        bot.Log.Info("freqtrade.worker", from + name.ToUpperInvariant());
        if (state is BotState.Running or BotState.Paused && _old is null or BotState.Stopped)
        {
            await StartedAsync(ct);
        }

        _old = state;
        _heartbeat = default;
    }

    private async Task StartedAsync(CancellationToken ct)
    {
        var now = bot.Clock.GetUtcNow();
        if (bot.Store.Time("bot_start_time") is null)
        {
            bot.Store.SetTime("bot_start_time", now);
        }

        bot.Store.SetTime("startup_time", now);
        var s = bot.Settings;
        await bot.Messenger.SendAsync(Messenger.Plain("warning", "Dry run is enabled. All trades are simulated."), ct);
        await bot.Messenger.SendAsync(Messenger.Plain("startup",
            $"*Exchange:* `{s.Exchange.Text("name")}`\n"
            + $"*Stake per trade:* `{PyText.Str(s.StakeAmount)} {s.StakeCurrency}`\n"
            + $"*Minimum ROI:* `{PyText.Repr(s.MinimalRoi)}`\n*Stoploss:* `{PyText.Float(s.Stoploss)}`\n"
            + $"*Position adjustment:* `Off`\n*Timeframe:* `{s.Timeframe}`\n*Strategy:* `{s.StrategyName}`"), ct);
        var lists = "[{'StaticPairList': 'StaticPairList'}]";
        await bot.Messenger.SendAsync(Messenger.Plain("startup",
            $"Searching for {s.StakeCurrency} pairs to buy and sell based on {lists}"), ct);
    }

    private async Task ProcessAsync(BotState state, CancellationToken ct)
    {
        if (!bot.Control.Plan.ExchangeUnreachable)
        {
            await AnalyseAsync(ct);
        }
        else
        {
            bot.Log.Warning("freqtrade.exchange.common",
                "get_tickers() returned exception: \"Could not load tickers due to "
                + "ExchangeNotAvailable. Message: binance GET http://simulated/api/v3/ticker/24hr 503 Service Unavailable\". "
                + "Giving up.");
        }

        await bot.Book.Gate.WaitAsync(ct);
        try
        {
            await bot.Book.ManageEntriesAsync(ct);
            await ExitsAsync(ct);
            if (state == BotState.Running)
            {
                await EntriesAsync(ct);
            }
        }
        finally
        {
            bot.Book.Gate.Release();
        }

        for (var i = 0; i < bot.Control.Plan.WebhookStorm; i++)
        {
            bot.Messenger.Queue($"storm {(++_storm).ToString(CultureInfo.InvariantCulture)}");
        }

        await bot.Messenger.FlushAsync(ct);
    }

    private async Task AnalyseAsync(CancellationToken ct)
    {
        var fresh = false;
        foreach (var pair in bot.Whitelist.Union(bot.Book.Open.Select(trade => trade.Pair)).ToList())
        {
            await bot.Rates.EnsureAsync(pair, ct);
            if (!bot.Rates.Refresh(pair))
            {
                continue;
            }

            if (!fresh)
            {
                bot.Messenger.NewCandle();
                fresh = true;
            }

            await AnalyseAsync(pair, ct);
        }
    }

    private async Task AnalyseAsync(string pair, CancellationToken ct)
    {
        var frame = new Frame(pair, bot.Rates.Candles(pair));
        bot.Settings.Strategy.Analyse(frame);
        frame.AnalysedAt = bot.Clock.GetUtcNow();
        bot.Frames[pair] = frame;
        var s = bot.Settings;
        if (CandleSignal.Of(frame, s.StrategyName, s.Timeframe, s.Strategy.Published) is { } signal)
        {
            bot.Messenger.Queue(signal);
        }

        await bot.Messenger.SendAsync(bot.AnalyzedMessage(frame, 1), ct);
        await bot.Messenger.SendAsync(new PyDict
        {
            ["type"] = new PyBare("new_candle"),
            ["data"] = new PyTuple([pair, s.Timeframe, "spot"]),
        }, ct);
    }

    private async Task ExitsAsync(CancellationToken ct)
    {
        foreach (var trade in bot.Book.Open.Where(t => t.IsFilled))
        {
            if (bot.Rates.Rate(trade.Pair) is not { } rate)
            {
                continue;
            }

            trade.Watch(rate);
            var side = bot.Frames.TryGetValue(trade.Pair, out var frame) && frame.Length > 0 ? frame.Side[^1] : 0;
            if (ExitRules.Reason(trade, rate, side == -1 && bot.Settings.UseExitSignal, bot.Settings.MinimalRoi,
                bot.Clock.GetUtcNow()) is { } reason)
            {
                var type = reason == "stop_loss" ? "market" : bot.Settings.OrderType("exit");
                await bot.Book.ExitAsync(trade, reason, type, bot.Control.Plan.StuckExits, ct);
            }
        }
    }

    private async Task EntriesAsync(CancellationToken ct)
    {
        var now = bot.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var locked = bot.Store.Locks(now).Select(l => l.Pair).ToHashSet();
        foreach (var pair in bot.Whitelist)
        {
            if (bot.Book.Open.Count >= bot.Settings.MaxOpenTrades || locked.Contains(pair) || locked.Contains("*")
                || bot.Book.OpenTrade(pair) is not null || !bot.Frames.TryGetValue(pair, out var frame)
                || frame.Length == 0 || frame.Side[^1] != 1 || bot.Rates.Newest * 1.0 - NumberOf(frame) > 1)
            {
                continue;
            }

            var stake = bot.Book.StakeFor();
            if (stake > bot.Book.Free)
            {
                continue;
            }

            bot.Log.Info("freqtrade.freqtradebot",
                $"Long signal found: about create a new trade for {pair} with stake_amount: "
                + $"{PyText.Repr(stake)} and price: {PyText.Repr(bot.Rates.Rate(pair))} ...");
            await bot.Book.EnterAsync(pair, stake, null, bot.Settings.OrderType("entry"),
                frame.EnterTag(frame.Length - 1), ct);
        }
    }

    private double NumberOf(Frame frame) => frame.OpenMs[^1] / bot.Rates.Clock.Step.TotalMilliseconds;

    private void Heartbeat(BotState state)
    {
        var every = bot.Settings.Heartbeat;
        var now = bot.Clock.GetUtcNow();
        if (every <= 0 || now - _heartbeat < TimeSpan.FromSeconds(every))
        {
            return;
        }

        _heartbeat = now;
        bot.Log.Info("freqtrade.worker",
            $"Bot heartbeat. PID={Environment.ProcessId}, version='{SimulatorOptions.Version}, strategy_version: "
            + $"{bot.Settings.Strategy.Version}', state='{state.Name().ToUpperInvariant()}'");
    }

    /// <summary>Throttle, but awake soon after each candle's close; bots spread over a fifth of a candle, so many stay
    /// cheap.</summary>
    private async Task SleepAsync(CancellationToken ct)
    {
        var now = bot.Clock.GetUtcNow();
        var throttle = now + TimeSpan.FromSeconds(bot.Settings.Throttle);
        var offset = bot.Rates.Clock.Step * (0.02 + (0.18 * _spread.NextDouble()));
        offset = offset > TimeSpan.FromSeconds(2) ? TimeSpan.FromSeconds(2) : offset;
        var candle = bot.Rates.Clock.Closes(bot.Rates.Newest + 1) + offset;
        var wake = candle < throttle ? candle : throttle;
        await Task.Delay(wake - now, bot.Clock, ct);
    }

    private async Task WaitWhileHungAsync(CancellationToken ct)
    {
        while (bot.Control.Plan.HangLoop)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), bot.Clock, ct);
        }
    }
}

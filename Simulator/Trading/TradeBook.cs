using BtcWatcher.Simulator.Configuration;
using BtcWatcher.Simulator.Logging;
using BtcWatcher.Simulator.Market;
using BtcWatcher.Simulator.Python;
using BtcWatcher.Simulator.Running;

namespace BtcWatcher.Simulator.Trading;

/// <summary>The open trades and what happens to them: entry, fill, exit, cancel. One caller at a time.</summary>
internal sealed class TradeBook(BotSettings settings, TradeStore store, Rates rates, Messenger messenger, PythonLog log,
    TimeProvider clock)
{
    private const string Bot = "freqtrade.freqtradebot";
    private readonly List<Trade> _open = store.Open();
    private readonly Lock _lock = new();
    private double _realized = store.Closed().Sum(trade => trade.CloseProfitAbs ?? 0);

    /// <summary>One trade change at a time, over the loop and the API (FreqTrade's exit lock).</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    public TradeStore Store => store;

    public List<Trade> Open
    {
        get
        {
            lock (_lock)
            {
                return [.. _open];
            }
        }
    }

    public Trade? OpenTrade(string pair) => Open.Find(trade => trade.Pair == pair);

    public Trade? OpenTrade(int id) => Open.Find(trade => trade.Id == id);

    /// <summary>Stake coins that are not in trades.</summary>
    public double Free => settings.Wallet + _realized - Open.Sum(t => t.Stake * (1 + t.Fee));

    public double StakeFor()
    {
        if (PyNumber.TryDouble(settings.StakeAmount) is { } stake)
        {
            return stake;
        }

        var most = double.IsPositiveInfinity(settings.MaxOpenTrades) ? 10 : Math.Max(1, settings.MaxOpenTrades);
        return Math.Max(0, (settings.Wallet * settings.Ratio) / most);
    }

    /// <summary>Opens a trade; it fills at once unless its limit lies below the current rate.</summary>
    public async Task<Trade> EnterAsync(string pair, double stake, double? limit, string type, string tag,
        CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var current = rates.Rate(pair)!.Value;
        var rate = limit is { } price && type == "limit" ? Math.Min(price, Math.Max(price, current)) : current;
        var id = store.NextTradeId();
        var amount = Floor(stake / rate);
        var stamp = PyText.Float(Math.Round(now.ToUnixTimeMilliseconds() / 1000.0, 3));
        var order = new Order
        {
            Id = $"dry_run_buy_{pair}_{stamp}", IsEntry = true, Type = type, Amount = amount, Price = rate,
            CreatedMs = now.ToUnixTimeMilliseconds(), Tag = tag,
        };
        var trade = new Trade
        {
            Id = id, Pair = pair, Strategy = settings.StrategyName, EnterTag = tag, OpenedAt = now, OpenRate = rate,
            Requested = Math.Round(stake / rate, 8), Stake = stake, Fee = settings.Fee, StopRatio = settings.Stoploss,
            TimeframeMinutes = Markets.TimeframeMinutes(settings.Timeframe), Orders = [order],
        };
        var fills = type == "market" || rate >= current;
        log.Info(Bot, $"Order {order.Id} was created for {pair} and status is {(fills ? "closed" : "open")}.");
        if (fills)
        {
            trade.Fill(now);
        }

        Keep(trade);
        await messenger.SendAsync(TradeMessages.Entry(trade, "entry", current), ct);
        if (fills)
        {
            await FilledAsync(trade, current, ct);
        }

        return trade;
    }

    /// <summary>Fills open entry orders whose limit was reached, and gives up those that waited too long.</summary>
    public async Task ManageEntriesAsync(CancellationToken ct)
    {
        foreach (var trade in Open.Where(t => !t.IsFilled))
        {
            log.Info(Bot, $"Found open order for {trade}");
            var rate = rates.Rate(trade.Pair) ?? trade.OpenRate;
            if (rate <= trade.OpenRate)
            {
                trade.Fill(clock.GetUtcNow());
                store.Save(trade);
                await FilledAsync(trade, rate, ct);
            }
            else if (clock.GetUtcNow() - trade.OpenedAt > EntryPatience())
            {
                await CancelEntryAsync(trade, "cancelled due to timeout", ct);
            }
        }
    }

    public async Task CancelEntryAsync(Trade trade, string reason, CancellationToken ct)
    {
        trade.Entry.Status = "canceled";
        Drop(trade);
        store.Delete(trade);
        var rate = rates.Rate(trade.Pair) ?? trade.OpenRate;
        await messenger.SendAsync(TradeMessages.EntryCancel(trade, rate, reason + ", fully cancelled"), ct);
    }

    /// <summary>Sells at the current rate. With stuck exits the order stays open and is replaced at the next
    /// call.</summary>
    public async Task ExitAsync(Trade trade, string reason, string type, bool stuck, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var rate = rates.Rate(trade.Pair) ?? trade.OpenRate;
        if (trade.OpenOrder is { IsEntry: false } replaced)
        {
            replaced.Status = "canceled";
            var cancel = TradeMessages.ExitCancel(trade, rate, now, type,
                "cancelled to be replaced by new limit order");
            await messenger.SendAsync(cancel, ct);
        }

        log.Info(Bot, $"Exit for {trade.Pair} detected. Reason: {reason}");
        var stamp = PyText.Float(Math.Round(now.ToUnixTimeMilliseconds() / 1000.0, 3));
        var order = new Order
        {
            Id = $"dry_run_sell_{trade.Pair}_{stamp}", IsEntry = false, Type = type, Amount = trade.Amount,
            Price = rate,
            CreatedMs = now.ToUnixTimeMilliseconds(), Tag = reason,
        };
        trade.Orders.Add(order);
        store.Save(trade);
        await messenger.SendAsync(TradeMessages.Exit(trade, "exit", rate, now, type, reason), ct);
        if (stuck)
        {
            return;
        }

        order.Fill(now.ToUnixTimeMilliseconds());
        trade.Watch(rate);
        trade.Close(rate, reason, now);
        log.Info("freqtrade.persistence.trade_model",
            $"Marking {trade} as closed as the trade is fulfilled and found no open orders for it.");
        store.Save(trade);
        Drop(trade);
        _realized += trade.CloseProfitAbs ?? 0;
        await messenger.SendAsync(TradeMessages.Exit(trade, "exit_fill", rate, now, type, reason), ct);
        AutoLock(trade.Pair, now);
    }

    public void Delete(Trade trade)
    {
        Drop(trade);
        _realized -= trade.CloseProfitAbs ?? 0;
        store.Delete(trade);
    }

    private async Task FilledAsync(Trade trade, double rate, CancellationToken ct)
    {
        log.Info("freqtrade.persistence.trade_model", $"LIMIT_BUY has been fulfilled for {trade}.");
        await messenger.SendAsync(TradeMessages.Entry(trade, "entry_fill", rate), ct);
    }

    private void AutoLock(string pair, DateTimeOffset now)
    {
        var until = rates.Clock.Closes(rates.Clock.NewestClosed(now) + 1).ToUnixTimeMilliseconds();
        store.AddLock(pair, "long", "Auto lock", now.ToUnixTimeMilliseconds(), until);
        log.Info(Bot, $"Pair {pair} long is locked until {PyTime.Text(until)} due to Auto lock.");
    }

    private TimeSpan EntryPatience()
    {
        var limit = settings.UnfilledTimeout;
        var amount = limit.Number("entry") ?? 10;
        return limit.Text("unit") == "seconds" ? TimeSpan.FromSeconds(amount) : TimeSpan.FromMinutes(amount);
    }

    private void Keep(Trade trade)
    {
        store.Save(trade);
        lock (_lock)
        {
            _open.Add(trade);
        }
    }

    private void Drop(Trade trade)
    {
        lock (_lock)
        {
            _open.RemoveAll(t => t.Id == trade.Id);
        }
    }

    private static double Floor(double amount)
    {
        var factor = Math.Pow(10, Markets.AmountDigits);
        return Math.Floor((amount * factor) + 1e-9) / factor;
    }
}

using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Trading;

/// <summary>The two JSON forms of a trade: /status and /trade (order of OpenTradeSchema), and /trades.</summary>
internal static class TradeJson
{
    /// <summary>The fields of forceenter's answer: an open trade without current profits.</summary>
    public static PyDict Basic(Trade t)
    {
        var d = Head(t);
        d["is_short"] = false;
        Insert(d, t, null);
        d["orders"] = t.Orders.ConvertAll<object?>(order => order.Short(t.Pair));
        Tail(d, t);
        return d;
    }

    /// <summary>A trade in /status and /trade/{id}; the rate is null where none is known.</summary>
    public static PyDict Status(Trade t, double? rate)
    {
        var d = Head(t);
        d["is_short"] = false;
        Insert(d, t, t.IsOpen && t.IsFilled ? rate : null);
        d["orders"] = t.Orders.ConvertAll<object?>(order => order.Short(t.Pair));
        Tail(d, t);
        var now = rate ?? t.OpenRate;
        var stop = t.StopRate;
        d["stoploss_current_dist"] = Math.Round(stop - now, 8);
        d["stoploss_current_dist_pct"] = Math.Round((stop - now) / now * 100, 2);
        d["stoploss_current_dist_ratio"] = Math.Round((stop - now) / now, 8);
        d["stoploss_entry_dist"] = t.IsFilled ? t.ProfitAbs(stop) : 0.0;
        d["stoploss_entry_dist_ratio"] = t.IsFilled ? t.ProfitRatio(stop) : 0.0;
        d["current_rate"] = rate;
        var profit = t.IsOpen && t.IsFilled && rate is { } r ? t.ProfitAbs(r) : 0.0;
        d["total_profit_abs"] = profit;
        d["total_profit_fiat"] = null;
        d["total_profit_ratio"] = t.IsOpen && t.IsFilled && rate is { } q ? t.ProfitRatio(q) : null;
        if (t is { IsOpen: true, IsFilled: false })
        {
            (d["profit_ratio"], d["profit_pct"], d["profit_abs"], d["profit_fiat"]) = (0.0, 0.0, 0.0, 0.0);
            d["total_profit_ratio"] = 0.0;
            d["total_profit_fiat"] = 0.0;
        }

        return d;
    }

    /// <summary>A trade in /trades.</summary>
    public static PyDict Listed(Trade t)
    {
        var d = Head(t);
        Insert(d, t, null);
        d.Remove("profit_fiat");
        var seconds = t.ClosedAt is { } closed ? (long)(closed - t.OpenedAt).TotalSeconds : (long?)null;
        d["trade_duration_s"] = seconds;
        d["trade_duration"] = seconds / 60;
        d["is_short"] = false;
        Tail(d, t);
        d["precision_mode_price"] = 2;
        d["contract_size"] = 1.0;
        d["orders"] = t.Orders.ConvertAll<object?>(order => order.Full(t.Pair));
        return d;
    }

    private static PyDict Head(Trade t) => new()
    {
        ["trade_id"] = t.Id, ["pair"] = t.Pair, ["base_currency"] = t.Base, ["quote_currency"] = t.Quote,
        ["is_open"] = t.IsOpen,
        ["exchange"] = "binance", ["amount"] = t.Amount, ["amount_requested"] = t.Requested, ["stake_amount"] = t.Stake,
        ["max_stake_amount"] = t.IsFilled ? t.Stake : null, ["strategy"] = t.Strategy, ["enter_tag"] = t.EnterTag,
        ["timeframe"] = (int)t.TimeframeMinutes, ["fee_open"] = t.Fee,
        ["fee_open_cost"] = t.IsFilled ? t.Stake * t.Fee : null, ["fee_open_currency"] = t.IsFilled ? t.Quote : null,
        ["fee_close"] = t.Fee, ["fee_close_cost"] = t.CloseRate is { } rate ? t.Amount * rate * t.Fee : null,
        ["fee_close_currency"] = t.CloseRate is null ? null : t.Quote,
    };

    private static void Insert(PyDict d, Trade t, double? rate)
    {
        var opened = t.OpenedAt.ToUnixTimeMilliseconds();
        var closed = t.ClosedAt?.ToUnixTimeMilliseconds();
        d["open_date"] = PyTime.Text(opened);
        d["open_timestamp"] = opened;
        d["open_fill_date"] = PyTime.Text(t.Entry.FilledMs);
        d["open_fill_timestamp"] = t.Entry.FilledMs;
        d["open_rate"] = t.OpenRate;
        d["open_rate_requested"] = t.OpenRate;
        d["open_trade_value"] = t.IsFilled ? t.OpenValue : 0.0;
        d["close_date"] = PyTime.Text(closed);
        d["close_timestamp"] = closed;
        d["close_rate"] = t.CloseRate;
        d["close_rate_requested"] = t.CloseRate;
        d["close_profit"] = t.CloseProfit;
        d["close_profit_pct"] = Percent(t.CloseProfit);
        d["close_profit_abs"] = t.CloseProfitAbs;
        var ratio = t.IsOpen ? rate is { } r ? t.ProfitRatio(r) : null : t.CloseProfit;
        d["profit_ratio"] = ratio;
        d["profit_pct"] = Percent(ratio);
        d["profit_abs"] = t.IsOpen ? rate is { } q ? t.ProfitAbs(q) : null : t.CloseProfitAbs;
        d["profit_fiat"] = null;
        d["realized_profit"] = t.CloseProfitAbs ?? 0.0;
        d["realized_profit_ratio"] = t.CloseProfit;
        d["exit_reason"] = t.ExitReason;
        d["exit_order_status"] = t.IsOpen ? null : "closed";
        d["stop_loss_abs"] = t.StopRate;
        d["stop_loss_ratio"] = t.StopRatio;
        d["stop_loss_pct"] = Percent(t.StopRatio);
        d["stoploss_last_update"] = null;
        d["stoploss_last_update_timestamp"] = null;
        d["initial_stop_loss_abs"] = t.StopRate;
        d["initial_stop_loss_ratio"] = t.StopRatio;
        d["initial_stop_loss_pct"] = Percent(t.StopRatio);
        d["min_rate"] = t.MinRate;
        d["max_rate"] = t.MaxRate;
        d["has_open_orders"] = t.OpenOrder is not null;
    }

    private static void Tail(PyDict d, Trade t)
    {
        d["leverage"] = 1.0;
        d["interest_rate"] = 0.0;
        d["liquidation_price"] = null;
        d["funding_fees"] = 0.0;
        d["trading_mode"] = "spot";
        d["amount_precision"] = (double)Market.Markets.AmountDigits;
        d["price_precision"] = (double)Market.Markets.PriceDigits(t.Pair);
        d["precision_mode"] = 2;
    }

    private static double? Percent(double? ratio) => ratio is { } value ? Math.Round(value * 100, 2) : null;
}

using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Trading;

/// <summary>The messages of entries and exits with FreqTrade's fields (facts 2.4), for webhook and websocket.</summary>
internal static class TradeMessages
{
    public static PyDict Entry(Trade t, string type, double rate)
    {
        var d = new PyDict
        {
            ["trade_id"] = t.Id, ["type"] = new PyBare(type), ["buy_tag"] = t.EnterTag, ["enter_tag"] = t.EnterTag,
            ["exchange"] = "Binance", ["pair"] = t.Pair, ["leverage"] = 1.0, ["direction"] = "Long",
            ["limit"] = t.OpenRate,
            ["order_rate"] = t.OpenRate, ["open_rate"] = t.OpenRate, ["order_type"] = t.Entry.Type,
            ["stake_amount"] = t.Stake, ["stake_currency"] = t.Quote, ["base_currency"] = t.Base,
            ["quote_currency"] = t.Quote, ["fiat_currency"] = "", ["amount"] = t.IsFilled ? t.Amount : t.Entry.Amount,
            ["open_date"] = t.OpenedAt, ["current_rate"] = rate, ["sub_trade"] = false,
        };
        return d;
    }

    /// <summary>An unfilled entry that is given up; its open date is naive, as seen on a running FreqTrade.</summary>
    public static PyDict EntryCancel(Trade t, double rate, string reason)
    {
        var d = Entry(t, "entry_cancel", rate);
        d["amount"] = 0.0;
        d["open_date"] = t.OpenedAt.UtcDateTime;
        d["reason"] = reason;
        return d;
    }

    public static PyDict Exit(Trade t, string type, double rate, DateTimeOffset closed, string orderType, string reason)
    {
        var fill = type == "exit_fill";
        var profit = t.ProfitAbs(rate);
        return new PyDict
        {
            ["type"] = new PyBare(type), ["trade_id"] = t.Id, ["exchange"] = "Binance", ["pair"] = t.Pair,
            ["leverage"] = 1.0,
            ["direction"] = "Long", ["gain"] = t.ProfitRatio(rate) > 0 ? "profit" : "loss", ["limit"] = rate,
            ["order_rate"] = rate, ["order_type"] = orderType, ["amount"] = t.Amount, ["open_rate"] = t.OpenRate,
            ["close_rate"] = rate, ["current_rate"] = fill ? null : rate, ["profit_amount"] = profit,
            ["profit_ratio"] = t.ProfitRatio(rate), ["buy_tag"] = t.EnterTag, ["enter_tag"] = t.EnterTag,
            ["exit_reason"] = reason, ["open_date"] = t.OpenedAt, ["close_date"] = closed, ["stake_amount"] = t.Stake,
            ["stake_currency"] = t.Quote, ["base_currency"] = t.Base, ["quote_currency"] = t.Quote,
            ["fiat_currency"] = "",
            ["sub_trade"] = false, ["cumulative_profit"] = fill ? profit : 0.0,
            ["final_profit_ratio"] = fill ? t.CloseProfit : null, ["is_final_exit"] = fill,
        };
    }

    /// <summary>An exit order that is given up: no close_rate, amount 0, a loss of all (as seen on a running
    /// FreqTrade).</summary>
    public static PyDict ExitCancel(Trade t, double rate, DateTimeOffset now, string orderType, string reason) => new()
    {
        ["type"] = new PyBare("exit_cancel"), ["trade_id"] = t.Id, ["exchange"] = "Binance", ["pair"] = t.Pair,
        ["leverage"] = 1.0, ["direction"] = "Long", ["gain"] = "loss", ["limit"] = 0, ["order_rate"] = 0,
        ["order_type"] = orderType, ["amount"] = 0.0, ["open_rate"] = t.OpenRate, ["current_rate"] = rate,
        ["profit_amount"] = -t.OpenValue, ["profit_ratio"] = -1.0, ["buy_tag"] = t.EnterTag, ["enter_tag"] = t.EnterTag,
        ["exit_reason"] = null, ["open_date"] = t.OpenedAt.UtcDateTime, ["close_date"] = now,
        ["stake_currency"] = t.Quote,
        ["base_currency"] = t.Base, ["quote_currency"] = t.Quote, ["fiat_currency"] = "", ["reason"] = reason,
        ["sub_trade"] = false, ["stake_amount"] = t.Stake,
    };
}

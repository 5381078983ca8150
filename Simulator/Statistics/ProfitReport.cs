using BtcWatcher.Simulator.Python;
using BtcWatcher.Simulator.Trading;

namespace BtcWatcher.Simulator.Statistics;

/// <summary>The figures of /profit. No I/O: trades, rates and times come in.</summary>
internal static class ProfitReport
{
    public static PyDict Of(IReadOnlyList<Trade> closed, IReadOnlyList<Trade> open, Func<string, double?> rate,
        double start,
        DateTimeOffset? botStart, DateTimeOffset now)
    {
        var all = closed.Concat(open).OrderBy(t => t.Id).ToList();
        var ratios = closed.Select(t => t.CloseProfit ?? 0).ToList();
        var profits = closed.Select(t => t.CloseProfitAbs ?? 0).ToList();
        var filled = open.Where(t => t.IsFilled).ToList();
        var openRatios = filled.Select(t => rate(t.Pair) is { } r ? t.ProfitRatio(r) : 0).ToList();
        var openProfits = filled.Select(t => rate(t.Pair) is { } r ? t.ProfitAbs(r) : 0).ToList();
        var d = new PyDict();
        Part(d, "closed", profits.Sum(), ratios, start);
        Part(d, "all", profits.Sum() + openProfits.Sum(), [.. ratios, .. openRatios], start);
        d["trade_count"] = all.Count;
        d["closed_trade_count"] = closed.Count;
        Dates(d, "first_trade", all.FirstOrDefault(), now);
        Dates(d, "latest_trade", all.LastOrDefault(), now);
        d["avg_duration"] = PyTime.Span(Average(closed));
        Best(d, closed);
        Rates(d, profits, ratios);
        Drawdown.Add(d, closed, start);
        d["trading_volume"] = all.SelectMany(t => t.Orders).Where(o => o.FilledMs is not null)
            .Sum(o => o.Amount * o.Price);
        d["bot_start_timestamp"] = botStart?.ToUnixTimeMilliseconds() ?? 0L;
        d["bot_start_date"] = botStart is { } at ? PyTime.Text(at.ToUnixTimeMilliseconds()) : "";
        return d;
    }

    private static void Part(PyDict d, string name, double coin, List<double> ratios, double start)
    {
        var mean = ratios.Count > 0 ? ratios.Average() : 0.0;
        var ofCapital = start > 0 ? coin / start : 0.0;
        d[$"profit_{name}_coin"] = Math.Round(coin, 8);
        d[$"profit_{name}_percent_mean"] = Math.Round(mean * 100, 2);
        d[$"profit_{name}_ratio_mean"] = mean;
        d[$"profit_{name}_percent_sum"] = Math.Round(ratios.Sum() * 100, 2);
        d[$"profit_{name}_ratio_sum"] = ratios.Sum();
        d[$"profit_{name}_percent"] = Math.Round(ofCapital * 100, 2);
        d[$"profit_{name}_ratio"] = ofCapital;
        d[$"profit_{name}_fiat"] = 0.0;
    }

    private static void Dates(PyDict d, string name, Trade? trade, DateTimeOffset now)
    {
        var at = trade?.OpenedAt;
        d[name + "_date"] = at is { } t ? PyTime.Text(t.ToUnixTimeMilliseconds()) : "";
        d[name + "_humanized"] = at is { } u ? PyTime.Ago(now - u) : "";
        d[name + "_timestamp"] = at?.ToUnixTimeMilliseconds() ?? 0L;
    }

    private static TimeSpan Average(IReadOnlyList<Trade> closed) => closed.Count == 0
        ? TimeSpan.Zero
        : TimeSpan.FromSeconds(closed.Average(t => (t.ClosedAt!.Value - t.OpenedAt).TotalSeconds));

    private static void Best(PyDict d, IReadOnlyList<Trade> closed)
    {
        var best = closed.GroupBy(t => t.Pair)
            .Select(g => (Pair: g.Key, Ratio: g.Average(t => t.CloseProfit ?? 0),
                Abs: g.Sum(t => t.CloseProfitAbs ?? 0)))
            .OrderByDescending(g => g.Abs).FirstOrDefault();
        d["best_pair"] = best.Pair ?? "";
        d["best_rate"] = Math.Round(best.Ratio * 100, 2);
        d["best_pair_profit_ratio"] = best.Ratio;
        d["best_pair_profit_abs"] = best.Abs;
    }

    private static void Rates(PyDict d, List<double> profits, List<double> ratios)
    {
        var wins = profits.Where(p => p > 0).ToList();
        var losses = profits.Where(p => p < 0).ToList();
        var winrate = profits.Count > 0 ? (double)wins.Count / profits.Count : 0.0;
        var won = wins.Count > 0 ? wins.Average() : 0.0;
        var lost = losses.Count > 0 ? -losses.Average() : 0.0;
        var lossrate = profits.Count > 0 ? (double)losses.Count / profits.Count : 0.0;
        d["winning_trades"] = wins.Count;
        d["losing_trades"] = losses.Count;
        d["profit_factor"] = losses.Count > 0 ? wins.Sum() / -losses.Sum() : double.PositiveInfinity;
        d["winrate"] = winrate;
        d["expectancy"] = (winrate * won) - (lossrate * lost);
        d["expectancy_ratio"] = lost > 0 ? ((1 + (won / lost)) * winrate) - 1 : 100.0;
    }
}

using BtcWatcher.Simulator.Python;
using BtcWatcher.Simulator.Running;
using BtcWatcher.Simulator.Statistics;
using BtcWatcher.Simulator.Trading;

namespace BtcWatcher.Simulator.Api;

/// <summary>Counts, balances, profits.</summary>
internal static class StatisticsEndpoints
{
    public static void Map(ApiRoutes routes)
    {
        routes.AddJson("GET", "count", Count);
        routes.Add("GET", "balance", BalanceAsync);
        routes.AddJson("GET", "profit", r => Profit(r.Bot));
        routes.AddJson("GET", "profit_all", r =>
            new PyDict { ["all"] = Profit(r.Bot), ["long"] = null, ["short"] = null });
        routes.AddJson("GET", "stats", r => Stats(r.Bot));
        routes.AddJson("GET", "performance", Performance);
        routes.AddJson("GET", "entries", r => Grouped(r, "enter_tag", t => t.EnterTag));
        routes.AddJson("GET", "exits", r => Grouped(r, "exit_reason", t => t.ExitReason ?? ""));
        routes.AddJson("GET", "mix_tags", r => Grouped(r, "mix_tag", t => $"{t.EnterTag} {t.ExitReason}", sum: true));
        routes.AddJson("GET", "daily", r => Period(r, "days", 7));
        routes.AddJson("GET", "weekly", r => Period(r, "weeks", 4));
        routes.AddJson("GET", "monthly", r => Period(r, "months", 3));
    }

    private static PyDict Count(ApiRequest r)
    {
        if (r.Bot.State is BotState.Stopped)
        {
            throw new RpcException("trader is not running");
        }

        var open = r.Bot.Book.Open;
        var most = r.Bot.Settings.MaxOpenTrades;
        return new PyDict
        {
            ["current"] = open.Count, ["max"] = double.IsPositiveInfinity(most) ? -1 : (int)most,
            ["total_stake"] = open.Sum(t => t.OpenRate * t.Amount),
        };
    }

    private static async Task<ApiResult> BalanceAsync(ApiRequest r)
    {
        await r.Bot.WaitForExchangeAsync(r.Aborted);
        var (bot, s) = (r.Bot, r.Bot.Settings);
        var start = s.Wallet * s.Ratio;
        var free = bot.Book.Free;
        var held = bot.Book.Open;
        var waiting = held.Where(t => !t.IsFilled).Sum(t => t.Stake);
        var rows = new List<object?>();
        foreach (var coin in held.Where(t => t.IsFilled).GroupBy(t => t.Base))
        {
            var amount = coin.Sum(t => t.Amount);
            var worth = amount * (bot.Rates.Rate(coin.First().Pair) ?? 0);
            rows.Add(Row(coin.Key, amount, 0, amount, worth, worth, s.StakeCurrency));
        }

        var owned = free + waiting - (s.Wallet - start);
        rows.Add(Row(s.StakeCurrency, free, waiting, owned, free + waiting, owned, s.StakeCurrency));
        var total = rows.Sum(row => ((PyDict)row!).Number("est_stake")!.Value);
        var mine = rows.Sum(row => ((PyDict)row!).Number("est_stake_bot")!.Value);
        var ratio = start > 0 ? (mine / start) - 1 : 0.0;
        return ApiResult.Ok(new PyDict
        {
            ["currencies"] = rows, ["total"] = total, ["total_bot"] = mine, ["symbol"] = "", ["value"] = 0.0,
            ["value_bot"] = 0.0, ["stake"] = s.StakeCurrency, ["note"] = "Simulated balances",
            ["starting_capital"] = start,
            ["starting_capital_ratio"] = ratio, ["starting_capital_pct"] = Math.Round(ratio * 100, 2),
            ["starting_capital_fiat"] = 0.0, ["starting_capital_fiat_ratio"] = 0.0, ["starting_capital_fiat_pct"] = 0.0,
        });
    }

    private static PyDict Row(string coin, double free, double used, double owned, double worth, double mine,
        string stake) => new()
        {
            ["currency"] = coin, ["free"] = free, ["balance"] = free + used, ["used"] = used, ["bot_owned"] = owned,
            ["est_stake"] = worth, ["est_stake_bot"] = mine, ["stake"] = stake, ["side"] = "long",
            ["is_position"] = false, ["position"] = 0.0, ["is_bot_managed"] = true,
        };

    private static PyDict Profit(Bot bot) => ProfitReport.Of(bot.Store.Closed(), bot.Book.Open, bot.Rates.Rate,
        bot.Settings.Wallet * bot.Settings.Ratio, bot.Store.Time("bot_start_time"), bot.Clock.GetUtcNow());

    private static PyDict Stats(Bot bot)
    {
        var closed = bot.Store.Closed();
        var reasons = new PyDict();
        foreach (var group in closed.GroupBy(t => t.ExitReason ?? ""))
        {
            reasons[group.Key] = new PyDict
            {
                ["wins"] = group.Count(t => t.CloseProfitAbs > 0), ["losses"] = group.Count(t => t.CloseProfitAbs < 0),
                ["draws"] = group.Count(t => t.CloseProfitAbs == 0),
            };
        }

        double? Mean(Func<Trade, bool> which) =>
            closed.Where(which).Select(t => (double?)(t.ClosedAt!.Value - t.OpenedAt).TotalSeconds).Average();
        return new PyDict
        {
            ["exit_reasons"] = reasons,
            ["durations"] = new PyDict
            {
                ["wins"] = Mean(t => t.CloseProfitAbs > 0), ["draws"] = Mean(t => t.CloseProfitAbs == 0),
                ["losses"] = Mean(t => t.CloseProfitAbs < 0),
            },
        };
    }

    private static List<object?> Performance(ApiRequest r)
    {
        var rows = Grouped(r, "pair", t => t.Pair);
        foreach (var row in rows.Cast<PyDict>())
        {
            row["profit"] = row["profit_pct"];
        }

        return rows;
    }

    private static List<object?> Grouped(ApiRequest r, string name, Func<Trade, string> key, bool sum = false) =>
        r.Bot.Store.Closed().Where(t => r.Query("pair") is not { } pair || pair == t.Pair || name == "pair")
            .GroupBy(key)
            .Select(group =>
            {
                var ratios = group.Select(t => t.CloseProfit ?? 0).ToList();
                var ratio = sum ? ratios.Sum() : ratios.Average();
                return new PyDict
                {
                    ["profit_ratio"] = ratio, ["profit_pct"] = Math.Round(ratio * 100, 2),
                    ["profit_abs"] = group.Sum(t => t.CloseProfitAbs ?? 0), ["count"] = ratios.Count, [name] =
                        group.Key,
                };
            })
            .OrderByDescending(row => row.Number("profit_abs")).ToList<object?>();

    private static PyDict Period(ApiRequest r, string unit, int standard) => PeriodReport.Of(
        unit, r.Int("timescale", standard, least: 1)!.Value, r.Bot.Store.Closed(),
            r.Bot.Settings.Wallet * r.Bot.Settings.Ratio,
        r.Bot.Settings.StakeCurrency, r.Bot.Clock.GetUtcNow());
}

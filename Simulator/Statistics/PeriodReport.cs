using System.Globalization;
using BtcWatcher.Simulator.Python;
using BtcWatcher.Simulator.Trading;

namespace BtcWatcher.Simulator.Statistics;

/// <summary>/daily, /weekly and /monthly: closed trades by UTC period, newest first.</summary>
internal static class PeriodReport
{
    public static PyDict Of(string unit, int count, IReadOnlyList<Trade> closed, double start, string stakeCurrency,
        DateTimeOffset now)
    {
        var first = Start(unit, DateOnly.FromDateTime(now.UtcDateTime));
        var rows = new List<object?>();
        for (var i = 0; i < count && Back(unit, first, i) is { } from; i++)
        {
            var until = unit switch { "days" => from.AddDays(1), "weeks" => from.AddDays(7), _ => from.AddMonths(1) };
            var trades = closed.Where(t => Day(t) >= from && Day(t) < until).ToList();
            var before = start + closed.Where(t => Day(t) < from).Sum(t => t.CloseProfitAbs ?? 0);
            var profit = trades.Sum(t => t.CloseProfitAbs ?? 0);
            rows.Add(new PyDict
            {
                ["date"] = from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["abs_profit"] = Math.Round(profit, 8),
                ["rel_profit"] = Math.Round(before > 0 ? profit / before : 0, 8), ["starting_balance"] = before,
                ["fiat_value"] = 0.0, ["trade_count"] = trades.Count,
            });
        }

        return new PyDict { ["data"] = rows, ["fiat_display_currency"] = "", ["stake_currency"] = stakeCurrency };
    }

    private static DateOnly Day(Trade trade) => DateOnly.FromDateTime(trade.ClosedAt!.Value.UtcDateTime);

    private static DateOnly Start(string unit, DateOnly today) => unit switch
    {
        "days" => today,
        "weeks" => today.AddDays(-(((int)today.DayOfWeek + 6) % 7)),
        _ => new DateOnly(today.Year, today.Month, 1),
    };

    /// <summary>Null before the calendar begins.</summary>
    private static DateOnly? Back(string unit, DateOnly first, int periods)
    {
        var days = unit switch { "days" => (long)periods, "weeks" => periods * 7L, _ => periods * 31L };
        return days >= first.DayNumber ? null : unit == "months" ? first.AddMonths(-periods)
            : first.AddDays((int)-days);
    }
}

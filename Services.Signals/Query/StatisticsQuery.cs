using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Model;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Signals.Query;

/// <summary>Signals by level. Status messages are not counted.</summary>
internal sealed record LevelCounts(long Total, long Strong, long Medium, long Weak, long Ignore);

internal sealed record StrategyStatistics(
    int StrategyId, string Strategy, LevelCounts Day, LevelCounts Week, Signal? LastSignal);

/// <summary>The last 24 hours and 7 days, of all strategies and of each.</summary>
internal sealed record SignalStatistics(
    DateTimeOffset At, LevelCounts Day, LevelCounts Week, IReadOnlyList<StrategyStatistics> Strategies);

internal static class StatisticsQuery
{
    public static async Task<Ok<SignalStatistics>> GetAsync(
        SignalsDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (day, week) = (now.AddDays(-1), now.AddDays(-7));
        var counts = await db.Signals.Where(row => row.EventTime >= week && row.Kind != SignalKind.Status)
            .GroupBy(row => new { row.StrategyId, row.Level })
            .Select(group => new Count(
                group.Key.StrategyId, group.Key.Level, group.LongCount(row => row.EventTime >= day), group.LongCount()))
            .ToListAsync(ct);
        var strategies = await db.Strategies.AsNoTracking().OrderBy(row => row.StrategyId).Select(strategy => new
        {
            strategy.StrategyId,
            strategy.Name,
            strategy.Deleted,
            Last = db.Signals.Where(row => row.StrategyId == strategy.StrategyId && row.Kind != SignalKind.Status)
                .OrderByDescending(row => row.EventTime).ThenByDescending(row => row.Key).FirstOrDefault(),
        }).ToListAsync(ct);
        var shown = strategies.Where(strategy => !strategy.Deleted || strategy.Last?.EventTime >= week);
        var each = shown.Select(strategy =>
        {
            var own = counts.Where(count => count.StrategyId == strategy.StrategyId).ToList();
            return new StrategyStatistics(
                strategy.StrategyId, strategy.Name, Sum(own, count => count.Day), Sum(own, count => count.Week),
                strategy.Last?.ToSignal());
        });
        return TypedResults.Ok(new SignalStatistics(
            now, Sum(counts, count => count.Day), Sum(counts, count => count.Week), [.. each]));
    }

    private static LevelCounts Sum(List<Count> counts, Func<Count, long> figure)
    {
        long Of(SignalLevel level) => counts.Where(count => count.Level == level).Sum(figure);
        return new LevelCounts(
            counts.Sum(figure), Of(SignalLevel.Strong), Of(SignalLevel.Medium), Of(SignalLevel.Weak),
            Of(SignalLevel.Ignore));
    }

    private sealed record Count(int StrategyId, SignalLevel Level, long Day, long Week);
}

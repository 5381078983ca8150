using System.Globalization;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Model;

namespace BtcWatcher.Services.Signals.Grading;

/// <summary>A candle signal that an event of a trade may have come from.</summary>
internal sealed record CandleStrength(
    Guid Id, int StrategyId, string Pair, DateTimeOffset EventTime, string? Tag, bool Enters, bool Exits,
    decimal Strength);

/// <summary>
/// Which candle signal an event of a trade takes its strength from. An exit: the newest exit signal of its pair in the
/// last candles, else (stop loss, return on investment) the signal that opened the trade. An entry: the newest entry
/// signal of its pair with its tag before the trade was opened. Without a signal: the number that a tag such as
/// <c>rsi_dip|87.25</c> carries.
/// </summary>
internal static class StrengthInheritance
{
    /// <summary>How far back a signal with the trade's own tag is looked for.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan UntaggedReach = TimeSpan.FromMinutes(15);

    public static bool Needs(SignalRow row) => row is { Kind: SignalKind.Trade, Strength: null, Pair: not null };

    /// <summary>Gives the event its strength where one is found, and says in its metadata where it came from.</summary>
    public static string? Apply(SignalRow trade, IEnumerable<CandleStrength> candles)
    {
        var own = candles.Where(candle => candle.StrategyId == trade.StrategyId && candle.Pair == trade.Pair)
            .OrderByDescending(candle => candle.EventTime).ToList();
        var exit = trade.Event.StartsWith("exit", StringComparison.Ordinal)
            ? own.FirstOrDefault(candle => candle.Exits && Within(candle, trade.EventTime, UntaggedReach))
            : null;
        if ((exit ?? Entry(trade, own)) is { } signal)
        {
            trade.Strength = signal.Strength;
            return signal.Id.ToString();
        }

        trade.Strength = OfTag(trade.Tag);
        return trade.Strength is null ? null : "tag";
    }

    /// <summary>The number after the last bar of a tag; null where there is none.</summary>
    public static decimal? OfTag(string? tag)
    {
        var bar = tag?.LastIndexOf('|') ?? -1;
        return bar >= 0 && decimal.TryParse(
            tag.AsSpan(bar + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var strength) ? strength : null;
    }

    private static CandleStrength? Entry(SignalRow trade, List<CandleStrength> own)
    {
        var opened = trade.OpenDate ?? trade.EventTime;
        return own.FirstOrDefault(candle => candle.Enters && (trade.Tag is not null && candle.Tag is not null
            ? candle.Tag == trade.Tag && Within(candle, opened, Longest)
            : candle.Tag == trade.Tag && Within(candle, opened, UntaggedReach)));
    }

    // A second of slack: dates of trades are cut to the second.
    private static bool Within(CandleStrength candle, DateTimeOffset time, TimeSpan reach) =>
        candle.EventTime <= time.AddSeconds(1) && candle.EventTime >= time - reach;
}

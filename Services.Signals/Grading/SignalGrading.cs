using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Model;

namespace BtcWatcher.Services.Signals.Grading;

/// <summary>Strength against the strategy's own thresholds.</summary>
internal static class SignalGrading
{
    /// <summary>
    /// A missing strength is no strength: ignore. Zero is a value like any other, in some ranges a strong one.
    /// </summary>
    public static SignalLevel LevelOf(decimal? strength, StrengthScale scale) => strength switch
    {
        null => SignalLevel.Ignore,
        _ when strength >= scale.Strong => SignalLevel.Strong,
        _ when strength >= scale.Medium => SignalLevel.Medium,
        _ when strength >= scale.Weak => SignalLevel.Weak,
        _ => SignalLevel.Ignore,
    };

    public static SignalPriority PriorityOf(SignalLevel level) => level switch
    {
        SignalLevel.Strong => SignalPriority.P0,
        SignalLevel.Medium => SignalPriority.P1,
        SignalLevel.Weak => SignalPriority.P2,
        _ => SignalPriority.Ignore,
    };

    /// <summary>Gives a signal its strategy's name and version, its grade, and the scale that graded it.</summary>
    public static void Apply(SignalRow row, StrategyProfile profile)
    {
        row.Strategy = profile.Name;
        row.StrategyVersion = profile.VersionLabel;
        row.Exchange ??= profile.Exchange;
        row.Timeframe ??= row.Kind == SignalKind.Status ? null : profile.Timeframe;
        row.Level = LevelOf(row.Strength, profile.Strength);
        row.Priority = PriorityOf(row.Level);
        row.ScaleMin = profile.Strength.Min;
        row.ScaleMax = profile.Strength.Max;
        row.ScaleWeak = profile.Strength.Weak;
        row.ScaleMedium = profile.Strength.Medium;
        row.ScaleStrong = profile.Strength.Strong;
    }
}

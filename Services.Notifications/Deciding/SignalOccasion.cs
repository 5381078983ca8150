using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.Templates;

namespace BtcWatcher.Services.Notifications.Deciding;

/// <summary>A stored signal as an occasion.</summary>
internal static class SignalOccasion
{
    public static string KeyOf(Guid signalId) => $"signal:{signalId}";

    public static Occasion Of(Signal signal) => new()
    {
        Key = KeyOf(signal.Id),
        Kind = KindOf(signal.Kind),
        Priority = signal.Priority,
        HappenedAt = signal.EventTime,
        KnownAt = signal.ReceivedAt,
        Level = signal.Kind == SignalKind.Signal ? signal.Level : null,
        StrategyId = signal.StrategyId,
        Topic = TopicOf(signal),
        StrengthShare = ShareOf(signal.Strength, signal.Thresholds),
        SignalId = signal.Id,
        Simulated = signal.Simulated,
        Payload = JsonSerializer.Serialize(signal, MessageJson.Options),
        Text = (language, template, parts) => SignalTexts.Write(signal, language, template, parts),
    };

    /// <summary>
    /// Where the strength lies in the strategy's own range, 0 to 1. Without a range the value itself of 100.
    /// </summary>
    public static decimal? ShareOf(decimal? strength, StrengthScale? scale)
    {
        if (strength is not { } value) return null;
        var range = scale ?? StrengthScale.Default;
        return range.Max > range.Min ? Math.Clamp((value - range.Min) / (range.Max - range.Min), 0, 1) : null;
    }

    // Two strategies that say "buy BTC" are the same news; a filled order is other news than the signal before it.
    private static string? TopicOf(Signal signal) =>
        signal.Pair is null || signal.Action == SignalAction.Hold
            ? null
            : string.Join(
                '|', signal.Kind, signal.Kind == SignalKind.Trade ? signal.Event : "", signal.Pair, signal.Action,
                signal.Side);

    private static NotificationKind KindOf(SignalKind kind) => kind switch
    {
        SignalKind.Signal => NotificationKind.Signal,
        SignalKind.Trade => NotificationKind.Trade,
        _ => NotificationKind.Status,
    };
}

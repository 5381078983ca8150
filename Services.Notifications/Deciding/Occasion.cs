using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.Templates;

namespace BtcWatcher.Services.Notifications.Deciding;

/// <summary>One thing worth telling, before anyone asks on which channel and when.</summary>
internal sealed record Occasion
{
    /// <summary>Business key, such as signal:0193... ; together with a channel it exists once.</summary>
    public required string Key { get; init; }
    public required NotificationKind Kind { get; init; }
    public required SignalPriority Priority { get; init; }
    public required DateTimeOffset HappenedAt { get; init; }

    /// <summary>When this installation learnt of it; a channel is not told what was known before it existed.</summary>
    public required DateTimeOffset KnownAt { get; init; }

    /// <summary>Null for what has no strength.</summary>
    public SignalLevel? Level { get; init; }
    public int? StrategyId { get; init; }
    public string? Topic { get; init; }
    public decimal? StrengthShare { get; init; }
    public Guid? SignalId { get; init; }
    public string? AlertKey { get; init; }
    public bool Simulated { get; init; }

    /// <summary>The signal or alert as JSON.</summary>
    public string? Payload { get; init; }
    public required Func<ChannelLanguage, TemplateKind, TextParts, Message> Text { get; init; }
}

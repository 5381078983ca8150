using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.Templates;

namespace BtcWatcher.Services.Notifications.Deciding;

/// <summary>The limits in force, taken from the settings. A limit of zero is switched off.</summary>
internal sealed record DeliveryRules
{
    /// <summary>Time between two of the same pair and direction, unless the strength rose.</summary>
    public TimeSpan SamePairInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Rise (a part of the earlier strength) above which the same may be told again at once.</summary>
    public decimal StrengthRise { get; init; } = 0.20m;

    /// <summary>Notifications in any 60 seconds, over all channels together; the rest goes into a digest.</summary>
    public int MaxPerMinute { get; init; } = 5;

    /// <summary>Time between two digests of a channel; zero: no digests but everything by itself.</summary>
    public TimeSpan BatchInterval { get; init; } = TimeSpan.FromMinutes(5);
    public IReadOnlyDictionary<SignalPriority, PriorityRule> Priorities { get; init; } =
        new Dictionary<SignalPriority, PriorityRule>();

    /// <summary>Age at which news only comes with a digest.</summary>
    public TimeSpan LateAfter { get; init; } = TimeSpan.FromMinutes(10);
    public TextParts Texts { get; init; } = TextParts.Plain;
    public TimeSlots Slots { get; init; } = TimeSlots.Always;

    public PriorityRule For(SignalPriority priority) => Priorities.GetValueOrDefault(priority) ?? priority switch
    {
        SignalPriority.P0 => new PriorityRule(TimeSpan.Zero, null),
        SignalPriority.P1 => new PriorityRule(TimeSpan.FromMinutes(1), null),
        _ => new PriorityRule(TimeSpan.FromMinutes(5), null),
    };
}

/// <param name="Delay">How long it may wait: P1 for a free place in the limit, P2 for its digest.</param>
/// <param name="Kinds">Kinds of channel that it may use; null means all.</param>
internal sealed record PriorityRule(TimeSpan Delay, IReadOnlySet<ChannelKind>? Kinds)
{
    public bool Allows(ChannelKind kind) => Kinds is null || Kinds.Contains(kind);
}

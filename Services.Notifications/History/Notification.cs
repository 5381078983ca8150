using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;

namespace BtcWatcher.Services.Notifications.History;

/// <summary>Pending: will be sent at its time. Held: waits for a digest. Digested: was told in one.</summary>
internal enum NotificationState { Pending, Delivered, Failed, Held, Digested }

/// <summary>Why something is not sent by itself.</summary>
internal enum HoldReason { Batch, SamePair, RateLimit, TimeSlot, Late }

/// <summary>
/// One event for one channel, with what became of it. The event key and the channel are unique together.
/// </summary>
internal sealed class Notification
{
    public required Guid Id { get; init; }
    public required string EventKey { get; init; }
    public required Guid ChannelId { get; init; }

    /// <summary>The channel's name when it was decided: history outlives channels.</summary>
    public required string Channel { get; init; }
    public required NotificationKind Kind { get; init; }
    public required SignalPriority Priority { get; init; }
    public Guid? SignalId { get; init; }
    public string? AlertKey { get; init; }
    public int? StrategyId { get; init; }

    /// <summary>What counts as the same again: kind, pair, action and side.</summary>
    public string? Topic { get; init; }

    /// <summary>Strength as a part (0 to 1) of the strategy's own range, so that strategies compare.</summary>
    public decimal? StrengthShare { get; init; }
    public required string Title { get; init; }
    public required string Body { get; init; }

    /// <summary>The signal or alert as JSON, for channels that are programs.</summary>
    public string? Payload { get; init; }
    public required NotificationState State { get; set; }
    public HoldReason? Reason { get; set; }

    /// <summary>Next attempt when pending; the latest time for its digest when held.</summary>
    public required DateTimeOffset DueAt { get; set; }

    /// <summary>The moment that it takes in the limits; null while it is held or once it is in a digest.</summary>
    public DateTimeOffset? SlotAt { get; set; }
    public Guid? DigestId { get; set; }
    public int Attempts { get; set; }
    public string? LastError { get; set; }

    /// <summary>What the provider answered when it took the notification.</summary>
    public string? Answer { get; set; }

    /// <summary>Set while an attempt runs. Found set later, the outcome of that attempt is unknown.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>True when an attempt ended without anyone knowing how, and it was sent again.</summary>
    public bool MaybeTwice { get; set; }
    public DateTimeOffset? DeliveredAt { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public bool Simulated { get; init; }

    /// <summary>W3C context of the decision, which the delivery continues.</summary>
    public string? Traceparent { get; init; }
}

namespace BtcWatcher.Contracts;

/// <summary>A channel's provider has taken a notification. Key: notification id.</summary>
public sealed record NotificationDelivered
{
    public required Guid NotificationId { get; init; }
    public required string Channel { get; init; }
    public required DateTimeOffset At { get; init; }
    public Guid? SignalId { get; init; }
    public string? AlertKey { get; init; }
}

/// <summary>A notification will not be tried again. Key: notification id.</summary>
public sealed record NotificationFailed
{
    public required Guid NotificationId { get; init; }
    public required string Channel { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Error { get; init; }
    public Guid? SignalId { get; init; }
    public string? AlertKey { get; init; }
}

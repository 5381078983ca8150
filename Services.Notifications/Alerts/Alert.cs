using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Notifications.Alerts;

/// <summary>
/// Something about the system that a person should know: open until it is resolved, one open row for a key.
/// </summary>
internal sealed class Alert
{
    public required Guid Id { get; init; }
    public required string Key { get; init; }
    public required AlertSeverity Severity { get; set; }
    public required string TitleEn { get; set; }
    public required string TitleZh { get; set; }
    public required string Detail { get; set; }
    public int? StrategyId { get; init; }
    public bool Simulated { get; init; }
    public required DateTimeOffset RaisedAt { get; init; }
    public DateTimeOffset LastRaisedAt { get; set; }

    /// <summary>How often it was raised while open.</summary>
    public int Times { get; set; } = 1;

    /// <summary>What it is about works again since then, not yet long enough to resolve it.</summary>
    public DateTimeOffset? RunningAgainSince { get; set; }
    public DateTimeOffset? ResolvedAt { get; set; }
    public DateTimeOffset? AcknowledgedAt { get; set; }
    public string? AcknowledgedBy { get; set; }
}

/// <summary>When a key was last resolved, so that an older raise which arrives later opens nothing.</summary>
internal sealed class AlertResolution
{
    public required string Key { get; init; }
    public required DateTimeOffset At { get; set; }
}

using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;

namespace BtcWatcher.Services.Notifications.History;

/// <summary>One notification and what became of it.</summary>
internal sealed record NotificationView(
    Guid Id, NotificationKind Kind, SignalPriority Priority, Guid? SignalId, string? AlertKey, int? StrategyId,
    Guid ChannelId, string Channel, string Title, string Body, NotificationState State, HoldReason? Reason,
    Guid? DigestId,
    int Attempts, string? LastError, string? Answer, bool MaybeTwice, DateTimeOffset DueAt, DateTimeOffset? DeliveredAt,
    DateTimeOffset CreatedAt, bool Simulated)
{
    public static NotificationView Of(Notification row) => new(
        row.Id, row.Kind, row.Priority, row.SignalId, row.AlertKey, row.StrategyId, row.ChannelId, row.Channel,
        row.Title, row.Body, row.State, row.Reason, row.DigestId, row.Attempts, row.LastError, row.Answer,
        row.MaybeTwice, row.DueAt,
        row.DeliveredAt, row.CreatedAt, row.Simulated);
}

using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.History;
using BtcWatcher.Services.Notifications.Templates;

namespace BtcWatcher.Services.Notifications.Delivering;

/// <summary>What is sent: the text for people, the data for programs.</summary>
internal sealed record Outgoing
{
    public required Guid Id { get; init; }
    public required NotificationKind Kind { get; init; }
    public required SignalPriority Priority { get; init; }
    public required Message Message { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The signal, the alert, or the list of a digest's members, as JSON.</summary>
    public string? Payload { get; init; }
    public bool Simulated { get; init; }
    public bool MaybeTwice { get; init; }

    public static Outgoing Of(Notification notification) => new()
    {
        Id = notification.Id,
        Kind = notification.Kind,
        Priority = notification.Priority,
        Message = new Message(notification.Title, notification.Body),
        CreatedAt = notification.CreatedAt,
        Payload = notification.Payload,
        Simulated = notification.Simulated,
        MaybeTwice = notification.MaybeTwice,
    };
}

/// <summary>
/// Sends over one kind of channel. Faults of the provider are an <see cref="Outcome"/>, not an exception.
/// </summary>
internal interface IChannelSender
{
    ChannelKind Kind { get; }

    /// <summary>One attempt. Throws only when the caller cancels.</summary>
    Task<Outcome> SendAsync(Channel channel, Outgoing outgoing, CancellationToken ct);
}

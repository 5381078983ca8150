namespace BtcWatcher.Services.Notifications.Inbox;

/// <summary>One HTTP delivery that the built-in inbox received.</summary>
internal sealed class InboxMessage
{
    public long Id { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required string Title { get; init; }

    /// <summary>The JSON that was posted.</summary>
    public required string Content { get; init; }
}

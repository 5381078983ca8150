namespace BtcWatcher.Services.Notifications;

internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Information, "Notification {Id} delivered on {Channel} at attempt {Attempt}")]
    public static partial void Delivered(ILogger logger, Guid id, string channel, int attempt);

    [LoggerMessage(
        5002, LogLevel.Warning,
        "Notification {Id} not delivered on {Channel} at attempt {Attempt}, next at {Next}: {Reason}")]
    public static partial void WillRetry(
        ILogger logger, Guid id, string channel, int attempt, DateTimeOffset next, string reason);

    [LoggerMessage(
        5003, LogLevel.Error, "Notification {Id} failed for good on {Channel} after {Attempt} attempts: {Reason}")]
    public static partial void Failed(ILogger logger, Guid id, string channel, int attempt, string reason);

    [LoggerMessage(5004, LogLevel.Warning, "Delivery: the database does not answer, trying again: {Reason}")]
    public static partial void DeliveryDelayed(ILogger logger, string reason);

    [LoggerMessage(5005, LogLevel.Information, "Digest of {Count} notifications for {Channel}")]
    public static partial void DigestMade(ILogger logger, int count, string channel);

    [LoggerMessage(
        5006, LogLevel.Warning, "Notification {Id}: its outcome could not be stored, it may be sent twice: {Reason}")]
    public static partial void OutcomeLost(ILogger logger, Guid id, string reason);

    [LoggerMessage(5007, LogLevel.Error, "Notification {Id}: the attempt ended with a fault of ours at {At}")]
    public static partial void AttemptFailed(ILogger logger, Exception fault, Guid id, DateTimeOffset at);

    [LoggerMessage(
        5010, LogLevel.Warning, "Signals could not be read from position {Position}, trying again: {Reason}")]
    public static partial void FollowDelayed(ILogger logger, long position, string reason);

    [LoggerMessage(
        5011, LogLevel.Information,
        "Read {Count} signals after position {Position}, {Added} notifications were missing")]
    public static partial void Followed(ILogger logger, int count, long position, int added);

    [LoggerMessage(5020, LogLevel.Warning, "Strategy names could not be asked of the api: {Reason}")]
    public static partial void NamesUnavailable(ILogger logger, string reason);

    [LoggerMessage(
        5030, LogLevel.Information, "Simulated installation: channel '{Name}' posts to this service's own inbox")]
    public static partial void InboxCreated(ILogger logger, string name);
}

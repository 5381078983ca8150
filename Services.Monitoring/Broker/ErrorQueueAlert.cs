namespace BtcWatcher.Services.Monitoring.Broker;

/// <summary>An alert that is open because a queue holds messages nobody could handle.</summary>
internal sealed class ErrorQueueAlert
{
    public required string Queue { get; init; }
    public required DateTimeOffset RaisedAt { get; init; }
}

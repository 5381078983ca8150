namespace BtcWatcher.Services.Monitoring;

internal static partial class Log
{
    [LoggerMessage(
        6001, LogLevel.Warning, "The {What} sample could not be stored or published, trying again next time: {Reason}")]
    public static partial void SampleLost(ILogger logger, string what, string reason);

    [LoggerMessage(6002, LogLevel.Warning, "The supervisor does not answer, showing the last known state: {Reason}")]
    public static partial void SupervisorSilent(ILogger logger, string reason);

    [LoggerMessage(6003, LogLevel.Warning, "The gateway does not answer: {Reason}")]
    public static partial void GatewaySilent(ILogger logger, string reason);

    [LoggerMessage(6010, LogLevel.Warning, "Error queue {Queue} holds {Count} messages")]
    public static partial void ErrorQueueFilled(ILogger logger, string queue, long count);

    [LoggerMessage(6011, LogLevel.Information, "Error queue {Queue} is empty again")]
    public static partial void ErrorQueueEmptied(ILogger logger, string queue);

    [LoggerMessage(6012, LogLevel.Warning, "Error queues could not be counted: {Reason}")]
    public static partial void ErrorQueuesUnknown(ILogger logger, string reason);
}

using Microsoft.Extensions.Logging;

namespace BtcWatcher.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(9001, LogLevel.Error, "Request failed, trace {TraceId}")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string traceId);

    [LoggerMessage(9002, LogLevel.Warning, "Answered 503, a dependency does not answer: {Reason}")]
    public static partial void DependencyUnavailable(ILogger logger, string reason);

    [LoggerMessage(9010, LogLevel.Information, "Schema {Schema}: applied migration {Version} {Name}")]
    public static partial void MigrationApplied(ILogger logger, string schema, int version, string name);

    [LoggerMessage(9011, LogLevel.Warning, "Schema {Schema}: database not ready, trying again: {Reason}")]
    public static partial void DatabaseNotReady(ILogger logger, string schema, string reason);

    [LoggerMessage(
        9020, LogLevel.Warning, "Outbox relay: {Count} messages could not be published, trying again: {Reason}")]
    public static partial void OutboxDelayed(ILogger logger, int count, string reason);

    [LoggerMessage(9030, LogLevel.Warning, "User keys could not be fetched from the api, keeping the last: {Reason}")]
    public static partial void KeysUnavailable(ILogger logger, string reason);

    [LoggerMessage(
        9040, LogLevel.Warning, "Settings could not be fetched from the api, keeping version {Version}: {Reason}")]
    public static partial void SettingsUnavailable(ILogger logger, long version, string reason);

    [LoggerMessage(9041, LogLevel.Information, "Settings version {Version} in use")]
    public static partial void SettingsApplied(ILogger logger, long version);
}

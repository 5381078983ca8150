namespace BtcWatcher.Services.Api;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Warning,
        "User {User} has a new random password, to be changed at the first login: see {File}")]
    public static partial void AdminPasswordWritten(ILogger logger, string user, string file);

    [LoggerMessage(1002, LogLevel.Information, "Login refused, address {Address}")]
    public static partial void LoginFailed(ILogger logger, string address);

    [LoggerMessage(1003, LogLevel.Warning, "When sessions were last used is written later: {Reason}")]
    public static partial void SessionUseDelayed(ILogger logger, string reason);

    [LoggerMessage(1004, LogLevel.Warning, "The signing key is renewed later: {Reason}")]
    public static partial void KeyRenewalDelayed(ILogger logger, string reason);

    [LoggerMessage(1010, LogLevel.Information, "Created the demo strategies: {Names}")]
    public static partial void DemoCreated(ILogger logger, string names);

    [LoggerMessage(1011, LogLevel.Warning, "No demo strategies: Strategies:Directory is not set")]
    public static partial void DemoNotConfigured(ILogger logger);

    [LoggerMessage(1020, LogLevel.Warning, "Settings file {File} is missing, its defaults are in force")]
    public static partial void SettingsFileMissing(ILogger logger, string file);

    [LoggerMessage(1021, LogLevel.Error,
        "Settings were changed but cannot be used, the last good ones stay in force: {Reason}")]
    public static partial void SettingsRefused(ILogger logger, string reason);

    [LoggerMessage(1022, LogLevel.Information, "Settings version {Version} in force")]
    public static partial void SettingsInForce(ILogger logger, long version);

    [LoggerMessage(1023, LogLevel.Warning, "The override of {Key} cannot be used and is ignored: {Reason}")]
    public static partial void OverrideIgnored(ILogger logger, string key, string reason);

    [LoggerMessage(1060, LogLevel.Warning, "Proxies are checked later: {Reason}")]
    public static partial void ProxyCheckDelayed(ILogger logger, string reason);

    [LoggerMessage(1030, LogLevel.Warning, "The supervisor does not answer, states are unknown: {Reason}")]
    public static partial void SupervisorSilent(ILogger logger, string reason);

    [LoggerMessage(1040, LogLevel.Warning, "Service {Service} does not answer: {Reason}")]
    public static partial void ForwardingFailed(ILogger logger, string service, string reason);

    [LoggerMessage(1050, LogLevel.Information, "Removed {Count} rows that nobody needs any more")]
    public static partial void CleanedUp(ILogger logger, int count);

    [LoggerMessage(1031, LogLevel.Debug, "Service {Service} did not answer a question: {Reason}")]
    public static partial void NeighbourSilent(ILogger logger, string service, string reason);

    [LoggerMessage(1051, LogLevel.Warning, "Cleaning up is put off to the next hour: {Reason}")]
    public static partial void CleaningDelayed(ILogger logger, string reason);

    [LoggerMessage(1060, LogLevel.Warning,
        "Live events are shown without positions, clients that come back must read again: {Reason}")]
    public static partial void LivePositionsMissing(ILogger logger, string reason);

    [LoggerMessage(1061, LogLevel.Information, "Live events have positions again")]
    public static partial void LivePositionsBack(ILogger logger);

    [LoggerMessage(1062, LogLevel.Warning,
        "Signals after position {After} and before {Until} could not be read: browsers are told to read again")]
    public static partial void SignalsMissing(ILogger logger, long after, long until);

    [LoggerMessage(1063, LogLevel.Warning, "The description of a service could not be kept in {File}: {Reason}")]
    public static partial void OpenApiNotKept(ILogger logger, string file, string reason);
}

namespace BtcWatcher.Services.Gateway;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Information, "Routes of revision {Revision} in use: {Before} before, {After} now")]
    public static partial void RoutesReplaced(ILogger logger, long revision, int before, int after);

    [LoggerMessage(2002, LogLevel.Warning, "The supervisor gives no routes, the last {Count} stay in use: {Reason}")]
    public static partial void RoutesUnavailable(ILogger logger, int count, string reason);

    [LoggerMessage(2003, LogLevel.Information, "The supervisor gives routes again")]
    public static partial void RoutesAvailable(ILogger logger);

    [LoggerMessage(
        2004, LogLevel.Warning,
        "Routes of revision {Revision} differed without an event, of strategies {Ids}; repaired")]
    public static partial void RoutesDrifted(ILogger logger, long revision, string ids);

    [LoggerMessage(2005, LogLevel.Error, "Strategy {StrategyId}: '{Address}' is no address of an instance; not routed")]
    public static partial void RouteUnusable(ILogger logger, int strategyId, string address);

    [LoggerMessage(2006, LogLevel.Warning, "An alert about routes waits for the broker: {Reason}")]
    public static partial void AlertDelayed(ILogger logger, string reason);

    [LoggerMessage(2010, LogLevel.Warning, "Strategy {StrategyId}: {Reason}")]
    public static partial void InstanceUnavailable(ILogger logger, int strategyId, string reason);

    [LoggerMessage(
        2011, LogLevel.Warning, "Strategy {StrategyId}: refused the credentials of its route; fetching the routes")]
    public static partial void CredentialsRefused(ILogger logger, int strategyId);

    [LoggerMessage(2012, LogLevel.Information, "Strategy {StrategyId}: closed a websocket whose session was revoked")]
    public static partial void SocketEnded(ILogger logger, int strategyId);

    [LoggerMessage(2020, LogLevel.Warning, "A password could not be checked, the api does not answer: {Reason}")]
    public static partial void SignInUnavailable(ILogger logger, string reason);
}

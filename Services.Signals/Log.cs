namespace BtcWatcher.Services.Signals;

/// <summary>Everything this service logs. Event ids 4000 to 4999.</summary>
internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Warning, "A batch of {Count} signals was not committed, trying again: {Fault}")]
    public static partial void CommitFailed(ILogger logger, int count, string fault);

    [LoggerMessage(4002, LogLevel.Warning,
        "A signal of strategy {StrategyId} was refused by PostgreSQL ({SqlState}): {Fault}")]
    public static partial void SignalRefused(ILogger logger, int strategyId, string sqlState, string fault);

    [LoggerMessage(4003, LogLevel.Warning,
        "The strategies could not be fetched from the api, trying again until they are: {Fault}")]
    public static partial void StrategiesNotFetched(ILogger logger, string fault);

    [LoggerMessage(4004, LogLevel.Information, "{Count} signals that waited for their strategy were graded")]
    public static partial void WaitingGraded(ILogger logger, int count);

    [LoggerMessage(4005, LogLevel.Warning, "Partitions of the coming months could not be made, trying again later")]
    public static partial void PartitionsNotMade(ILogger logger, Exception fault);

    [LoggerMessage(4006, LogLevel.Information,
        "Strategy {StrategyId} was read again: {Added} signals recovered, {Known} were known")]
    public static partial void GapRepaired(ILogger logger, int strategyId, int added, int known);

    [LoggerMessage(4007, LogLevel.Debug, "Strategy {StrategyId} could not be read again (attempt {Attempt}): {Fault}")]
    public static partial void GapNotRepairedYet(ILogger logger, int strategyId, int attempt, string fault);

    [LoggerMessage(4009, LogLevel.Warning,
        "Strategy {StrategyId} may miss signals since {Since}; its next start tries again: {Fault}")]
    public static partial void GapLeftOpen(ILogger logger, int strategyId, DateTimeOffset since, string fault);

    [LoggerMessage(4010, LogLevel.Warning,
        "PostgreSQL's {Setting} is {Value}: a power cut may lose signals that were acknowledged")]
    public static partial void NotDurable(ILogger logger, string setting, string value);

    [LoggerMessage(4008, LogLevel.Warning,
        "Strategy {StrategyId}: {Count} rows of its instance could not be read, the first because {Fault}")]
    public static partial void RecoveredUnreadable(ILogger logger, int strategyId, int count, string fault);
}

using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Supervisor;

internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Information,
        "Strategy {StrategyId} generation {Generation}: process {Pid} on port {Port}")]
    public static partial void InstanceSpawned(ILogger logger, int strategyId, long generation, int pid, int port);

    [LoggerMessage(3002, LogLevel.Information,
        "Strategy {StrategyId} generation {Generation}: ready after {Seconds:0.0} s")]
    public static partial void InstanceReady(ILogger logger, int strategyId, long generation, double seconds);

    [LoggerMessage(3003, LogLevel.Information,
        "Strategy {StrategyId} generation {Generation}: is being ended ({Reason})")]
    public static partial void InstanceStopping(ILogger logger, int strategyId, long generation, string reason);

    [LoggerMessage(3004, LogLevel.Information,
        "Strategy {StrategyId} generation {Generation}: stopped, exit code {ExitCode}")]
    public static partial void InstanceStopped(ILogger logger, int strategyId, long generation, int? exitCode);

    [LoggerMessage(3005, LogLevel.Warning,
        "Strategy {StrategyId} generation {Generation}: failed, now {State}: {Reason}")]
    public static partial void InstanceFailed(
        ILogger logger, int strategyId, long generation, InstanceState state, string reason);

    [LoggerMessage(3006, LogLevel.Information, "Strategy {StrategyId} generation {Generation}: FreqTrade is {State}")]
    public static partial void InstanceStateSeen(ILogger logger, int strategyId, long generation, InstanceState state);

    [LoggerMessage(3007, LogLevel.Information, "Adopted {Count} running instances")]
    public static partial void InstancesAdopted(ILogger logger, int count);

    [LoggerMessage(3008, LogLevel.Warning,
        "Process {Pid} of strategy {StrategyId}, generation {Generation}, belongs to no start: it is ended")]
    public static partial void OrphanEnded(ILogger logger, int strategyId, long generation, int pid);

    [LoggerMessage(3009, LogLevel.Information, "Ending {Count} instances with the installation")]
    public static partial void EndingAll(ILogger logger, int count);

    [LoggerMessage(3010, LogLevel.Error, "A step of strategy {StrategyId} failed and is taken again")]
    public static partial void StepFailed(ILogger logger, Exception exception, int strategyId);

    [LoggerMessage(3011, LogLevel.Warning,
        "Ends of instances are noticed a second later, without a file watcher: {Message}")]
    public static partial void NoFileWatcher(ILogger logger, string message);

    [LoggerMessage(3012, LogLevel.Warning, "A round of probes could not be published: {Message}")]
    public static partial void ProbesNotPublished(ILogger logger, string message);

    [LoggerMessage(3013, LogLevel.Information,
        "The api does not tell the desired states yet, what is stored holds: {Message}")]
    public static partial void DesiredStatesUnavailable(ILogger logger, string message);

    [LoggerMessage(3014, LogLevel.Information, "FreqTrade {Version} is there: {Command}")]
    public static partial void FreqTradeFound(ILogger logger, string version, string command);

    [LoggerMessage(3016, LogLevel.Information,
        "Strategy {StrategyId} generation {Generation}: its configuration changed meanwhile and is read again")]
    public static partial void ConfigReloaded(ILogger logger, int strategyId, long generation);

    [LoggerMessage(3017, LogLevel.Warning,
        "Strategy {StrategyId}: its configuration could not be brought up to date, its next start does it: {Message}")]
    public static partial void ConfigNotReloaded(ILogger logger, int strategyId, string message);

    [LoggerMessage(3018, LogLevel.Warning, "Strategy {StrategyId}: its output could not be cut: {Message}")]
    public static partial void OutputNotCut(ILogger logger, int strategyId, string message);

    [LoggerMessage(3040, LogLevel.Information,
        "Each instance runs as a user of its own, without privileges: user {UserIdBase} plus the strategy's number")]
    public static partial void InstancesIsolated(ILogger logger, int userIdBase);

    [LoggerMessage(3041, LogLevel.Warning,
        "Instances run as the supervisor's own user, so strategies are trusted code here: {Reason}")]
    public static partial void InstancesNotIsolated(ILogger logger, string reason);

    [LoggerMessage(3042, LogLevel.Information, "Strategy {StrategyId} is deleted: its folder and its port are free")]
    public static partial void InstanceRemoved(ILogger logger, int strategyId);

    [LoggerMessage(3043, LogLevel.Warning,
        "Strategy {StrategyId} is deleted, but its folder is kept for now: {Reason}; tried again in {Pause}")]
    public static partial void FolderKept(ILogger logger, int strategyId, string reason, TimeSpan pause);

    [LoggerMessage(3044, LogLevel.Warning,
        "Strategy {StrategyId} is deleted, and signals did not read its instance within {Patience}: it is ended")]
    public static partial void EndedUnread(ILogger logger, int strategyId, TimeSpan patience);

    [LoggerMessage(3030, LogLevel.Information, "Strategy {StrategyId}: removed {Count} old parts of its log")]
    public static partial void OldLogsRemoved(ILogger logger, int strategyId, int count);

    [LoggerMessage(3031, LogLevel.Warning, "Strategy {StrategyId}: old parts of its log stay: {Message}")]
    public static partial void OldLogsNotRemoved(ILogger logger, int strategyId, string message);

    [LoggerMessage(3032, LogLevel.Error, "Strategy {StrategyId}: the look at its instance failed and is taken again")]
    public static partial void ProbeFailed(ILogger logger, Exception exception, int strategyId);

    [LoggerMessage(3060, LogLevel.Warning, "{Warning}")]
    public static partial void ExchangeOverloaded(ILogger logger, string warning);

    [LoggerMessage(3061, LogLevel.Warning, "Starts are refused: {Reason}")]
    public static partial void StartsRefused(ILogger logger, string reason);

    [LoggerMessage(3062, LogLevel.Warning, "The alert of refused starts is told later: {Message}")]
    public static partial void CapacityAlertDelayed(ILogger logger, string message);

    [LoggerMessage(3015, LogLevel.Error, "FreqTrade cannot be run: {Reason}. No instance can start until it can")]
    public static partial void FreqTradeMissing(ILogger logger, string reason);

    [LoggerMessage(3070, LogLevel.Warning, "FreqTrade {Version}: its folder was half done and is removed")]
    public static partial void HalfDoneVersionRemoved(ILogger logger, string version);

    [LoggerMessage(3071, LogLevel.Warning,
        "The configured FreqTrade was {Old} and is {New} now: no upgrade, so no backup")]
    public static partial void FreqTradeReplaced(ILogger logger, string old, string @new);

    [LoggerMessage(3067, LogLevel.Warning, "FreqTrade {Version}: {Message}")]
    public static partial void VersionWorkFailed(ILogger logger, Exception? fault, string version, string message);

    [LoggerMessage(3063, LogLevel.Error, "A step of the upgrade of FreqTrade failed and is taken again")]
    public static partial void UpgradeStepFailed(ILogger logger, Exception exception);

    [LoggerMessage(3064, LogLevel.Error, "FreqTrade is not upgraded to {Version}: {Reason}")]
    public static partial void UpgradeFailed(ILogger logger, string version, string reason);

    [LoggerMessage(3065, LogLevel.Information, "Every instance runs FreqTrade {Version} now")]
    public static partial void Upgraded(ILogger logger, string version);

    [LoggerMessage(3066, LogLevel.Warning, "FreqTrade is rolled back from {Version}")]
    public static partial void RolledBack(ILogger logger, string version);

    [LoggerMessage(3080, LogLevel.Information, "Routes of {Count} outbound proxies are in force")]
    public static partial void OutboundRoutesChanged(ILogger logger, int count);

    [LoggerMessage(3081, LogLevel.Warning, "The routes of outbound proxies stay as they were: {Reason}")]
    public static partial void OutboundRoutesUnavailable(ILogger logger, string reason);

    [LoggerMessage(3082, LogLevel.Warning, "{Difference}")]
    public static partial void FreqTradeOther(ILogger logger, string difference);

    [LoggerMessage(3072, LogLevel.Warning, "What a scan left in {Folder} cannot be removed: {Reason}")]
    public static partial void ScanFolderLeft(ILogger logger, string folder, string reason);
}

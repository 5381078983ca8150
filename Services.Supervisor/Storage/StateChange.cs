using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Supervisor.Storage;

/// <summary>One change of an instance's state, for people who ask what happened. Only the newest are kept.</summary>
internal sealed class StateChange
{
    /// <summary>So many changes of a strategy are kept at least, and a tenth more at most.</summary>
    public const int Kept = 200;

    public required int StrategyId { get; init; }

    /// <summary>Counts the changes of this strategy, from 1.</summary>
    public required long Number { get; init; }
    public required long Generation { get; init; }
    public required InstanceState State { get; init; }
    public string? Reason { get; init; }
    public int? ExitCode { get; init; }

    /// <summary>The last lines of the log when it failed, secrets masked.</summary>
    public string? Log { get; init; }
    public required DateTimeOffset At { get; init; }

    public static StateChange Of(Instance row, string? log) => new()
    {
        StrategyId = row.StrategyId,
        Number = ++row.Changes,
        Generation = row.Generation,
        State = row.State,
        Reason = row.Reason,
        ExitCode = row.ExitCode,
        Log = log,
        At = row.StateSince,
    };
}

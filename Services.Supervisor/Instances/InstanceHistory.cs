using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Storage;

namespace BtcWatcher.Services.Supervisor.Instances;

/// <summary>The last changes of an instance's state, the newest first.</summary>
internal sealed record InstanceHistory(int StrategyId, IReadOnlyList<HistoryItem> Changes);

/// <summary>It entered a state.</summary>
/// <param name="Number">Counts the strategy's changes.</param>
/// <param name="At">When.</param>
/// <param name="State">The new state.</param>
/// <param name="Reason">Why; null when it was simply asked for.</param>
/// <param name="Generation">Which start.</param>
/// <param name="ExitCode">128 + signal when a signal ended it.</param>
/// <param name="Log">Its last lines when it failed, secrets masked.</param>
internal sealed record HistoryItem(
    long Number, DateTimeOffset At, InstanceState State, string? Reason, long Generation, int? ExitCode,
    IReadOnlyList<string> Log)
{
    public static HistoryItem Of(StateChange row) => new(
        row.Number, row.At, row.State, row.Reason, row.Generation, row.ExitCode, row.Log?.Split('\n') ?? []);
}

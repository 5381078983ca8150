using BtcWatcher.Contracts;
using BtcWatcher.Services.Api.Strategies;

namespace BtcWatcher.Services.Api.Jobs;

/// <summary>Reads a job's progress from what was asked and what the supervisor sees.</summary>
internal static class JobRule
{
    /// <param name="kind">What the job asks.</param>
    /// <param name="task">Of which strategy, and when.</param>
    /// <param name="strategy">As it is wanted now; null when it was deleted.</param>
    /// <param name="seen">Its instance; null when nothing is known.</param>
    public static TaskProgress Of(JobKind kind, JobTask task, Strategy? strategy, InstanceView? seen)
    {
        var state = seen is null ? StrategyView.Unknown : StrategyView.Name(seen.State);
        return new(task.StrategyId, Outcome(kind.AsBulk(), task, strategy, seen), state, seen?.Reason);
    }

    public static JobResult Sum(IReadOnlyList<TaskProgress> tasks) => new(
        tasks.Count, Count(tasks, TaskState.Done), Count(tasks, TaskState.Failed), Count(tasks, TaskState.Superseded),
        Count(tasks, TaskState.Pending), tasks);

    public static JobView View(Job job, JobResult result) => new(
        job.Id, job.Kind, StateOf(result),
        result.Total == 0 ? 100 : (result.Total - result.Pending) * 100 / result.Total,
        Message(job.Kind.AsBulk(), result), result, job.CreatedAt, job.FinishedAt);

    private static TaskState Outcome(JobKind kind, JobTask task, Strategy? strategy, InstanceView? seen)
    {
        var target = kind == JobKind.BulkStop ? DesiredState.Stopped : DesiredState.Running;
        if (strategy is null || strategy.DeletedAt is not null)
        {
            return kind == JobKind.BulkStop && seen?.Pid is null ? TaskState.Done : TaskState.Superseded;
        }

        if (strategy.DesiredState != target) return TaskState.Superseded;
        // Until the supervisor has seen what was asked, what it shows is of before.
        if (seen?.DesiredRevision is not { } revision || revision < task.Revision) return TaskState.Pending;
        if (target == DesiredState.Stopped)
        {
            return seen.State == InstanceState.Stopped ? TaskState.Done : TaskState.Pending;
        }

        return seen.State switch
        {
            InstanceState.GaveUp when seen.AppliedRevision >= task.Revision => TaskState.Failed,
            InstanceState.Running or InstanceState.Paused or InstanceState.Idle
                when IsApplied(kind, task, strategy, seen) => TaskState.Done,
            _ => TaskState.Pending,
        };
    }

    // A start leaves alone what runs the wanted version already; a restart is always another start.
    private static bool IsApplied(JobKind kind, JobTask task, Strategy strategy, InstanceView seen) =>
        kind == JobKind.BulkRestart ? seen.AppliedRevision >= task.Revision : seen.Version == strategy.DesiredVersion;

    private static JobState StateOf(JobResult result) => result.Pending > 0 ? JobState.Running
        : result.Failed > 0 ? JobState.Failed : JobState.Succeeded;

    private static string Message(JobKind kind, JobResult result)
    {
        var done = kind == JobKind.BulkStop ? "stopped" : kind == JobKind.BulkStart ? "running" : "restarted";
        var text = $"{result.Done} of {result.Total} {done}";
        if (result.Failed > 0) text += $", {result.Failed} given up: see their reasons";
        if (result.Superseded > 0) text += $", {result.Superseded} asked for something else meanwhile";
        return text + ".";
    }

    private static int Count(IReadOnlyList<TaskProgress> tasks, TaskState outcome) =>
        tasks.Count(task => task.Outcome == outcome);
}

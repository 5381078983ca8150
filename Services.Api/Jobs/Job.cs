using System.Text.Json;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Api.Jobs;

/// <summary>What a job asks of its strategies. An upgrade is the supervisor's and has no row here.</summary>
internal enum JobKind { BulkStart, BulkStop, BulkRestart, FreqtradeUpgrade, Start, Stop, Restart }

internal static class JobKinds
{
    /// <summary>One strategy is as many: the kind whose rules hold.</summary>
    public static JobKind AsBulk(this JobKind kind) => kind switch
    {
        JobKind.Start => JobKind.BulkStart,
        JobKind.Stop => JobKind.BulkStop,
        JobKind.Restart => JobKind.BulkRestart,
        _ => kind,
    };
}

/// <summary>A long action that was accepted. Nobody works on it: its progress is read from what it waits for.</summary>
internal sealed class Job
{
    public required Guid Id { get; init; }
    public required JobKind Kind { get; init; }
    public required Guid UserId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public static Job Of(JobKind kind, IEnumerable<JobTask> tasks, Guid userId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), Kind = kind, UserId = userId, CreatedAt = now,
        Work = JsonSerializer.Serialize(tasks, MessageJson.Options),
    };

    /// <summary>An array of <see cref="JobTask"/>.</summary>
    public required string Work { get; init; }

    /// <summary>When it was first seen finished; the <see cref="JobResult"/> of that moment stays.</summary>
    public DateTimeOffset? FinishedAt { get; set; }
    public string? Result { get; set; }

    public IReadOnlyList<JobTask> Tasks() => JsonSerializer.Deserialize<JobTask[]>(Work, MessageJson.Options)!;
}

/// <summary>One strategy's part of a job: the revision with which it was asked.</summary>
internal sealed record JobTask(int StrategyId, long Revision);

/// <summary>
/// pending; done; failed: a person must decide; superseded: something else was asked of it meanwhile.
/// </summary>
internal enum TaskState { Pending, Done, Failed, Superseded }

/// <summary>How far a job has come with one strategy; state and reason are its instance's.</summary>
internal sealed record TaskProgress(int StrategyId, TaskState Outcome, string State, string? Reason);

internal sealed record JobResult(
    int Total, int Done, int Failed, int Superseded, int Pending, IReadOnlyList<TaskProgress> Strategies);

/// <summary>running; succeeded; failed: finished, and not everywhere with success.</summary>
internal enum JobState { Running, Succeeded, Failed }

/// <summary>A job as it is shown; progress is 0 to 100.</summary>
internal sealed record JobView(
    Guid JobId, JobKind Kind, JobState State, int Progress, string Message, JobResult Result, DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt);

using BtcWatcher.Contracts;
using BtcWatcher.Services.Api.Jobs;
using BtcWatcher.Services.Api.Strategies;

namespace BtcWatcher.Services.Api.Tests.Jobs;

public sealed class JobRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    // Asked with revision 5, of version 2; the supervisor has seen and applied these.
    [InlineData(JobKind.BulkStart, InstanceState.Stopped, 4, 1, 1, TaskState.Pending)]
    [InlineData(JobKind.BulkStart, InstanceState.Running, 4, 4, 2, TaskState.Pending)]
    [InlineData(JobKind.BulkStart, InstanceState.Starting, 5, 5, 2, TaskState.Pending)]
    [InlineData(JobKind.BulkStart, InstanceState.Running, 5, 5, 2, TaskState.Done)]
    [InlineData(JobKind.BulkStart, InstanceState.Running, 5, 3, 2, TaskState.Done)]
    [InlineData(JobKind.BulkStart, InstanceState.Paused, 6, 3, 2, TaskState.Done)]
    [InlineData(JobKind.BulkStart, InstanceState.Running, 5, 3, 1, TaskState.Pending)]
    [InlineData(JobKind.BulkStart, InstanceState.BackingOff, 5, 5, 2, TaskState.Pending)]
    [InlineData(JobKind.BulkStart, InstanceState.GaveUp, 5, 5, 2, TaskState.Failed)]
    [InlineData(JobKind.BulkStart, InstanceState.GaveUp, 5, 4, 2, TaskState.Pending)]
    [InlineData(JobKind.BulkRestart, InstanceState.Running, 5, 4, 2, TaskState.Pending)]
    [InlineData(JobKind.BulkRestart, InstanceState.Running, 5, 5, 2, TaskState.Done)]
    [InlineData(JobKind.Start, InstanceState.Running, 5, 3, 2, TaskState.Done)]
    [InlineData(JobKind.Restart, InstanceState.Running, 5, 4, 2, TaskState.Pending)]
    [InlineData(JobKind.BulkRestart, InstanceState.Idle, 7, 6, 2, TaskState.Done)]
    internal void Outcome_WantedRunning_IsReadFromTheInstance(
        JobKind kind, InstanceState state, long seen, long applied, int version, TaskState outcome) =>
        Assert.Equal(outcome, Of(kind, Strategy(DesiredState.Running), View(state, seen, applied, version)));

    [Theory]
    [InlineData(InstanceState.Running, 4, TaskState.Pending)]
    [InlineData(InstanceState.Stopped, 4, TaskState.Pending)]
    [InlineData(InstanceState.Stopping, 5, TaskState.Pending)]
    [InlineData(InstanceState.Stopped, 5, TaskState.Done)]
    internal void Outcome_WantedStopped_IsReadFromTheInstance(InstanceState state, long seen, TaskState outcome) =>
        Assert.Equal(
            outcome, Of(JobKind.BulkStop, Strategy(DesiredState.Stopped), View(state, seen, applied: 4, version: 2)));

    [Fact]
    public void Outcome_AskedForSomethingElseOrDeleted_IsSuperseded()
    {
        var running = View(InstanceState.Running, 9, 9, 2);

        Assert.Equal(TaskState.Superseded, Of(JobKind.BulkStart, Strategy(DesiredState.Stopped), running));
        Assert.Equal(TaskState.Superseded, Of(JobKind.BulkStop, Strategy(DesiredState.Running), running));
        Assert.Equal(TaskState.Superseded, Of(JobKind.BulkStart, strategy: null, running));
    }

    [Fact]
    public void Outcome_NobodyTells_IsPending() =>
        Assert.Equal(TaskState.Pending, Of(JobKind.BulkStart, Strategy(DesiredState.Running), seen: null));

    [Theory]
    [InlineData(0, 0, 0, 0, "succeeded", 100, "0 of 0 running.")]
    [InlineData(3, 0, 0, 1, "running", 75, "3 of 4 running.")]
    [InlineData(1, 1, 0, 0, "failed", 100, "1 of 2 running, 1 given up: see their reasons.")]
    [InlineData(1, 0, 2, 0, "succeeded", 100, "1 of 3 running, 2 asked for something else meanwhile.")]
    public void View_SumsUp(
        int done, int failed, int superseded, int pending, string state, int progress, string message)
    {
        var job = new Job
        {
            Id = Guid.NewGuid(), Kind = JobKind.BulkStart, UserId = Guid.NewGuid(), CreatedAt = Now, Work = "[]",
        };

        var view = JobRule.View(job, new(done + failed + superseded + pending, done, failed, superseded, pending, []));

        Assert.Equal(
            (state, progress, message), (view.State.ToString().ToLowerInvariant(), view.Progress, view.Message));
    }

    private static TaskState Of(JobKind kind, Strategy? strategy, InstanceView? seen) =>
        JobRule.Of(kind, new(1, 5), strategy, seen).Outcome;

    private static Strategy Strategy(DesiredState desired) => new()
    {
        Id = 1, Name = "a", StrategyClass = "A", CurrentVersion = 2, Revision = 5, DesiredState = desired,
        DesiredVersion = 2, Tags = [], CreatedAt = Now, UpdatedAt = Now,
    };

    private static InstanceView View(InstanceState state, long seen, long applied, int version) => new()
    {
        StrategyId = 1, Generation = 1, State = state, Desired = DesiredState.Running, StateSince = Now,
        Version = version, DesiredRevision = seen, AppliedRevision = applied,
    };
}

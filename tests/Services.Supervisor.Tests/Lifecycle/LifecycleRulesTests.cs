using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Storage;

namespace BtcWatcher.Services.Supervisor.Tests.Lifecycle;

public sealed class LifecycleRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(InstanceState.Stopped, nameof(Step.Start))]
    [InlineData(InstanceState.Starting, nameof(Step.AwaitReady))]
    [InlineData(InstanceState.Running, nameof(Step.Rest))]
    [InlineData(InstanceState.Paused, nameof(Step.Rest))]
    [InlineData(InstanceState.Idle, nameof(Step.Rest))]
    [InlineData(InstanceState.Stopping, nameof(Step.Stop))]
    [InlineData(InstanceState.GaveUp, nameof(Step.Rest))]
    public void Decide_WantedRunning_Converges(InstanceState state, string step) =>
        Assert.Equal(step, Decide(Instance(state), Desired()).Step.ToString());

    [Theory]
    [InlineData(InstanceState.Stopped, nameof(Step.Rest))]
    [InlineData(InstanceState.Starting, nameof(Step.Stop))]
    [InlineData(InstanceState.Running, nameof(Step.Stop))]
    [InlineData(InstanceState.Paused, nameof(Step.Stop))]
    [InlineData(InstanceState.Idle, nameof(Step.Stop))]
    [InlineData(InstanceState.Stopping, nameof(Step.Stop))]
    [InlineData(InstanceState.BackingOff, nameof(Step.SetStopped))]
    [InlineData(InstanceState.GaveUp, nameof(Step.SetStopped))]
    public void Decide_WantedStopped_Converges(InstanceState state, string step)
    {
        Assert.Equal(step, Decide(Instance(state), Desired(state: DesiredState.Stopped)).Step.ToString());
        Assert.Equal(step, Decide(Instance(state), Desired(deleted: true)).Step.ToString());
        Assert.Equal(step, Decide(Instance(state), null).Step.ToString());
    }

    [Theory]
    [InlineData(InstanceState.Stopped, nameof(Step.Rest))]
    [InlineData(InstanceState.Running, nameof(Step.Stop))]
    [InlineData(InstanceState.Starting, nameof(Step.Stop))]
    [InlineData(InstanceState.BackingOff, nameof(Step.Rest))]
    [InlineData(InstanceState.GaveUp, nameof(Step.Rest))]
    public void Decide_ShuttingDown_EndsProcessesAndStartsNone(InstanceState state, string step) =>
        Assert.Equal(step, Decide(Instance(state), Desired(revision: 99), shuttingDown: true).Step.ToString());

    [Fact]
    public void Decide_NewVersionOrNonce_StopsTheOldOneFirst()
    {
        Assert.Equal(new Decision(Step.Stop, Reason: "new_version"),
            Decide(Instance(InstanceState.Running), Desired(version: 2)));
        Assert.Equal(new Decision(Step.Stop, Reason: "restart"),
            Decide(Instance(InstanceState.Starting), Desired(nonce: 1)));
    }

    [Fact]
    public void Decide_GaveUpAndAskedAgain_Starts() =>
        Assert.Equal(Step.Start, Decide(Instance(InstanceState.GaveUp), Desired(revision: 2)).Step);

    [Fact]
    public void Decide_BackingOff_WaitsForItsTimeUnlessAskedAgain()
    {
        var instance = Instance(InstanceState.BackingOff);
        instance.NextAttemptAt = Now.AddSeconds(5);

        Assert.Equal(new Decision(Step.Rest, Now.AddSeconds(5)), Decide(instance, Desired()));
        Assert.Equal(Step.Start, Decide(instance, Desired(revision: 2)).Step);
        instance.NextAttemptAt = Now;
        Assert.Equal(Step.Start, Decide(instance, Desired()).Step);
    }

    [Fact]
    public void Decide_BackingOffSinceATimeToCome_StartsForTheClockWasSetBack()
    {
        var instance = Instance(InstanceState.BackingOff);
        (instance.StateSince, instance.NextAttemptAt) = (Now.AddHours(1), Now.AddHours(1).AddSeconds(5));

        Assert.Equal(Step.Start, Decide(instance, Desired()).Step);
    }

    [Theory]
    [InlineData(28, nameof(FailureCause.Capacity))]
    [InlineData(122, nameof(FailureCause.Capacity))]
    [InlineData(5, nameof(FailureCause.Permission))]
    public void Failure_OfAStartThatCouldNotWrite_TellsAFullDiskFromAForbiddenOne(int error, string cause) =>
        Assert.Equal(cause, Failure.OfStart(new IOException("cannot write", error)).Cause.ToString());

    [Fact]
    public void Decide_RunningAfterFailures_ForgetsThemWhenStable()
    {
        var instance = Instance(InstanceState.Running);
        instance.Failures = 3;
        instance.ReadyAt = Now.AddMinutes(-9);

        Assert.Equal(new Decision(Step.Rest, Now.AddMinutes(1)), Decide(instance, Desired()));
        instance.ReadyAt = Now.AddMinutes(-10);
        Assert.Equal(Step.ForgetFailures, Decide(instance, Desired()).Step);
    }

    [Theory]
    [InlineData("port_taken: another program", nameof(FailureCause.PortTaken), "another program")]
    [InlineData("out_of_memory: a: b", nameof(FailureCause.OutOfMemory), "a: b")]
    [InlineData("something", nameof(FailureCause.Crashed), "something")]
    public void Failure_StoredReason_IsReadBack(string reason, string cause, string text) =>
        Assert.Equal(new Failure(Enum.Parse<FailureCause>(cause), text), Failure.Parse(reason));

    private static Decision Decide(Instance instance, DesiredInstance? desired, bool shuttingDown = false) =>
        LifecycleRules.Decide(instance, desired, shuttingDown, TimeSpan.FromMinutes(10), Now);

    private static Instance Instance(InstanceState state) =>
        new() { StrategyId = 1, State = state, StateSince = Now, Version = 1, AppliedRevision = 1 };

    private static DesiredInstance Desired(
        long revision = 1, DesiredState state = DesiredState.Running, int version = 1, int nonce = 0,
        bool deleted = false) =>
        new()
        {
            StrategyId = 1, Revision = revision, State = state, Version = version, RestartNonce = nonce, Deleted = deleted,
        };
}

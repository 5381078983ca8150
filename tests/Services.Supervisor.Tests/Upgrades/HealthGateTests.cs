using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Storage;
using BtcWatcher.Services.Supervisor.Upgrades;

namespace BtcWatcher.Services.Supervisor.Tests.Upgrades;

public sealed class HealthGateTests
{
    private static readonly DateTimeOffset Since = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);
    private static readonly DesiredInstance Wanted = new() { StrategyId = 1, State = DesiredState.Running };

    [Theory]
    [InlineData(InstanceState.Starting, null, 10, 0, "Waiting")]
    [InlineData(InstanceState.Running, 5, 34, 0, "Waiting")]
    [InlineData(InstanceState.Running, 5, 35, 0, "Healthy")]
    [InlineData(InstanceState.Idle, 5, 35, 0, "Healthy")]
    [InlineData(InstanceState.BackingOff, null, 1, 0, "Waiting")]
    [InlineData(InstanceState.BackingOff, null, 1, 1, "Failed")]
    [InlineData(InstanceState.Running, 5, 35, 1, "Failed")]
    [InlineData(InstanceState.GaveUp, null, 1, 0, "Failed")]
    [InlineData(InstanceState.Starting, null, 601, 0, "Failed")]
    public void Judge_AnInstance_ByItsStateFailuresAndTime(
        InstanceState state, int? readyAfter, int now, int faults, string expected)
    {
        var instance = new Instance
        {
            StrategyId = 1, State = state, Faults = faults, Reason = "crashed: exit code 1",
            ReadyAt = readyAfter is { } seconds ? Since.AddSeconds(seconds) : null,
        };

        Assert.Equal(expected, Judge(instance, Wanted, now).Health.ToString());
    }

    [Fact]
    public void Judge_StoppedByAPersonMeanwhile_IsNotWaitedFor()
    {
        var instance = new Instance { StrategyId = 1, State = InstanceState.Stopped };
        var stopped = new DesiredInstance { StrategyId = 1, State = DesiredState.Stopped };

        Assert.Equal(Health.Healthy, Judge(instance, stopped, 1).Health);
    }

    [Fact]
    public void Judge_AFailureThatIsBeingTriedAgain_TellsWhatItWas()
    {
        // The next start has begun, and with it the row forgot why the last one failed.
        var instance = new Instance { StrategyId = 1, State = InstanceState.Starting, Faults = 1 };

        Assert.Equal((Health.Failed, "crashed: no good"), Judge(instance, Wanted, 1, "crashed: no good"));
    }

    [Fact]
    public void Decide_WhileHeld_EndsAndDoesNotStart()
    {
        var running = new Instance { StrategyId = 1, State = InstanceState.Running };
        var stopped = new Instance { StrategyId = 1, State = InstanceState.Stopped };

        Assert.Equal((Step.Stop, Step.Rest), (Decide(running), Decide(stopped)));

        static Step Decide(Instance instance) =>
            LifecycleRules.Decide(instance, Wanted, false, TimeSpan.FromMinutes(1), Since, held: true).Step;
    }

    private static (Health Health, string? Reason) Judge(
        Instance instance, DesiredInstance desired, int now, string? lastFailure = null) => HealthGate.Judge(
        instance, desired, Since, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10), Since.AddSeconds(now),
        lastFailure);
}

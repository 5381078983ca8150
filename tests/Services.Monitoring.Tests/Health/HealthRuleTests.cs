using BtcWatcher.Contracts;
using BtcWatcher.Services.Monitoring.Health;

namespace BtcWatcher.Services.Monitoring.Tests.Health;

public sealed class HealthRuleTests
{
    private static readonly DateTimeOffset Now = Make.Noon;
    private static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(90);
    private static readonly InstanceView Good = Make.Running(1, Now);

    [Theory]
    [InlineData(12, 100)]
    [InlineData(1000, 100)]
    [InlineData(1001, 95)]
    [InlineData(2001, 90)]
    [InlineData(5001, 80)]
    public void Of_Latency_CostsUpToTwenty(double latency, double score) =>
        Assert.Equal(new HealthVerdict(HealthStatus.Healthy, score), Of(Good with { LatencyMs = latency }));

    [Fact]
    public void Of_TraderPaused_CostsTwenty() =>
        Assert.Equal(
            new HealthVerdict(HealthStatus.Healthy, 80),
            Of(Good with { TraderState = "paused", State = InstanceState.Paused }));

    [Fact]
    public void Of_NoLoopForFiveMinutes_CostsTwenty()
    {
        Assert.Equal(
            new HealthVerdict(HealthStatus.Healthy, 100), Of(Good with { LastProcessAt = Now.AddSeconds(-300) }));
        Assert.Equal(
            new HealthVerdict(HealthStatus.Healthy, 80), Of(Good with { LastProcessAt = Now.AddSeconds(-301) }));
    }

    [Fact]
    public void Of_EverythingWrongButReachable_IsUnhealthy() =>
        Assert.Equal(
            new HealthVerdict(HealthStatus.Unhealthy, 40),
            Of(Good with { LatencyMs = 6000, TraderState = "stopped", LastProcessAt = Now.AddHours(-1) }));

    [Fact]
    public void Of_Unreachable_IsZero() =>
        Assert.Equal(new HealthVerdict(HealthStatus.Unreachable, 0), Of(Good with { Responding = false }));

    [Theory]
    [InlineData(InstanceState.Stopped)]
    [InlineData(InstanceState.BackingOff)]
    [InlineData(InstanceState.GaveUp)]
    public void Of_NotRunningThoughMeantTo_IsZero(InstanceState state) =>
        Assert.Equal(
            new HealthVerdict(HealthStatus.Unreachable, 0), Of(Good with { State = state, Responding = false }));

    [Fact]
    public void Of_NotMeantToRun_HasNoScore() =>
        Assert.Equal(new HealthVerdict(HealthStatus.Stopped, null), Of(Make.Stopped(1, Now)));

    [Fact]
    public void Of_ProbedTooLongAgo_IsStaleAndNeverHealthy() =>
        Assert.Equal(new HealthVerdict(HealthStatus.Stale, 0), Of(Good with { ProbedAt = Now.AddSeconds(-91) }));

    [Fact]
    public void Of_OneAmongManyThatAreProbedInTurns_IsKnown() =>
        Assert.Equal(new HealthVerdict(HealthStatus.Healthy, 100), HealthRule.Of(
            Good with { ProbedAt = Now.AddSeconds(-30) }, Now, Now, TimeSpan.FromSeconds(20)));

    [Fact]
    public void Of_SupervisorSilent_IsStale() =>
        Assert.Equal(
            new HealthVerdict(HealthStatus.Stale, 0), HealthRule.Of(Good, Now.AddSeconds(-91), Now, StaleAfter));

    [Fact]
    public void OfAll_NothingMeantToRun_IsIdleWithoutAScore() =>
        Assert.Equal(new HealthVerdict(HealthStatus.Idle, null), HealthRule.OfAll([Of(Make.Stopped(1, Now))]));

    [Fact]
    public void OfAll_OneOfTwoUnreachable_IsTheMean() =>
        Assert.Equal(
            new HealthVerdict(HealthStatus.Degraded, 50),
            HealthRule.OfAll([Of(Good), Of(Good with { Responding = false }), Of(Make.Stopped(3, Now))]));

    private static HealthVerdict Of(InstanceView instance) => HealthRule.Of(instance, Now, Now, StaleAfter);
}

using BtcWatcher.Services.Supervisor.Lifecycle;

namespace BtcWatcher.Services.Supervisor.Tests.Lifecycle;

public sealed class StopPlanTests
{
    [Theory]
    [InlineData(0, nameof(StopSignal.Terminate))]
    [InlineData(19.9, nameof(StopSignal.Terminate))]
    [InlineData(20, nameof(StopSignal.TerminateAgain))]
    [InlineData(34.9, nameof(StopSignal.TerminateAgain))]
    [InlineData(35, nameof(StopSignal.Kill))]
    public void DueAfter_TimePasses_TheSignalGrowsStronger(double seconds, string signal) => Assert.Equal(
        signal, new StopPlan(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(15))
            .DueAfter(TimeSpan.FromSeconds(seconds)).ToString());

    [Fact]
    public void Within_ATime_KillsBeforeItIsOver() =>
        Assert.Equal(StopSignal.Kill, StopPlan.Within(TimeSpan.FromSeconds(20)).DueAfter(TimeSpan.FromSeconds(15)));
}

using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Probing;

namespace BtcWatcher.Services.Supervisor.Tests.Probing;

public sealed class ProbeRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ProbeRules Rules = new("strategy-17", TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(300));
    private static readonly Observation Good = new(true, false, "strategy-17", "running", Now, 3);

    [Theory]
    [InlineData("running", InstanceState.Running)]
    [InlineData("paused", InstanceState.Paused)]
    [InlineData("stopped", InstanceState.Idle)]
    [InlineData("reload_config", null)]
    [InlineData("", null)]
    public void Judge_TradersState_MeansAState(string trader, InstanceState? means)
    {
        var probe = Judge(Good with { TraderState = trader }, null, Now);

        Assert.Equal(means, probe.Means);
        Assert.True(probe.Responding);
        Assert.Null(probe.Fault);
    }

    [Theory]
    [InlineData(30, null, null)]
    [InlineData(60, null, "its API has not answered for 60 s")]
    [InlineData(120, "unresponsive: its API has not answered for 120 s", null)]
    public void Judge_Silence_BecomesARemarkThenAFault(int seconds, string? fault, string? remark)
    {
        var before = Judge(Good, null, Now);

        var probe = Judge(Observation.Silent, before, Now.AddSeconds(seconds));

        Assert.False(probe.Responding);
        Assert.Equal(fault, probe.Fault?.Reason);
        Assert.Equal(remark, probe.Remark);
        Assert.Equal("running", probe.TraderState);
    }

    [Theory]
    [InlineData(90, null, null)]
    [InlineData(150, null, "its loop has not ended for 150 s")]
    [InlineData(300, "loop_frozen: its loop has not ended for 300 s", null)]
    public void Judge_LoopStands_BecomesARemarkThenAFault(int seconds, string? fault, string? remark)
    {
        var before = Judge(Good with { LastProcessAt = Now.AddSeconds(-1) }, null, Now.AddSeconds(-5));
        var first = Judge(Good with { LastProcessAt = Now }, before, Now.AddSeconds(seconds));
        var second = Judge(Good with { LastProcessAt = Now }, first, Now.AddSeconds(seconds));
        var probe = Judge(Good with { LastProcessAt = Now }, second, Now.AddSeconds(seconds));

        Assert.Equal((null, null), (first.Fault, second.Fault));
        Assert.Equal(fault, probe.Fault?.Reason);
        Assert.Equal(remark, probe.Remark);
        Assert.Equal(fault is null ? null : FailureKind.Outside, probe.Fault?.Kind);
    }

    [Fact]
    public void Judge_TheMachineHasSlept_NoLoopIsFrozenThatEndsOne()
    {
        var awake = Now.AddHours(8);
        var first = Judge(Good, Judge(Good, null, Now), awake);
        var second = Judge(Good, first, awake.AddSeconds(5));
        var third = Judge(Good with { LastProcessAt = awake.AddSeconds(7) }, second, awake.AddSeconds(10));

        Assert.Equal((null, null, null), (first.Fault, second.Fault, third.Fault));
        Assert.NotNull(second.Remark);
        Assert.Equal((0, null), (third.LooksFrozen, third.Remark));
    }

    [Fact]
    public void Judge_StoppedByCommandThenStarted_ItsOldLoopIsNoFault()
    {
        var idle = Judge(Good with { TraderState = "stopped" }, Judge(Good, null, Now), Now.AddHours(2));
        var started = Judge(Good, idle, Now.AddHours(2).AddSeconds(5));

        Assert.Null(idle.Fault);
        Assert.Null(started.Fault);
        Assert.Null(started.Remark);
    }

    [Fact]
    public void Judge_AnotherBotAnswers_ThePortIsTaken()
    {
        Assert.Equal(FailureCause.PortTaken, Judge(Good with { BotName = "strategy-2" }, null, Now).Fault?.Cause);
        Assert.Equal(FailureCause.PortTaken, Judge(Observation.Silent with { Refused = true }, null, Now).Fault?.Cause);
    }

    private static InstanceProbe Judge(Observation seen, InstanceProbe? before, DateTimeOffset now) =>
        Rules.Judge(seen, before, generation: 1, watchedSince: Now, now);
}

using BtcWatcher.Services.Supervisor.Probing;
using BtcWatcher.Services.Supervisor.Readiness;

namespace BtcWatcher.Services.Supervisor.Tests.Readiness;

public sealed class ReadinessRuleTests
{
    private static readonly DateTimeOffset Started = new(2026, 1, 1, 0, 0, 4, 900, TimeSpan.Zero);
    private static readonly Observation Good = new(true, false, "strategy-17", "running", Started.AddSeconds(5), 3);

    [Fact]
    public void Judge_EverythingSeen_IsReady() => Assert.True(Judge(Good).IsReady);

    [Fact]
    public void Judge_LoopInTheSecondOfTheStart_IsReady() =>
        Assert.True(Judge(Good with { LastProcessAt = new(2026, 1, 1, 0, 0, 4, TimeSpan.Zero) }).IsReady);

    [Fact]
    public void Judge_Silent_Waits() => Assert.Equal("its API does not answer", Waiting(Observation.Silent));

    [Fact]
    public void Judge_OnlyThePing_Waits() => Assert.Equal(
        "its API does not tell its name yet", Waiting(Observation.Silent with { Answers = true }));

    [Theory]
    [InlineData("stopped")]
    [InlineData("")]
    [InlineData("reload_config")]
    public void Judge_OtherState_Waits(string state) => Assert.False(Judge(Good with { TraderState = state }).IsReady);

    [Fact]
    public void Judge_NoLoopOrOneOfAnotherRun_Waits()
    {
        Assert.Equal("it has not ended its first loop", Waiting(Good with { LastProcessAt = null }));
        Assert.Equal("it has not ended its first loop", Waiting(Good with { LastProcessAt = Started.AddSeconds(-2) }));
    }

    [Fact]
    public void Judge_ItsOwnNameIsTold_IsUpThoughNotReady()
    {
        Assert.True(Judge(Good).IsUp);
        Assert.True(Judge(Good with { LastProcessAt = null }).IsUp);
        Assert.True(Judge(Good with { TraderState = "stopped" }).IsUp);
        Assert.False(Judge(Good with { BotName = null }).IsUp);
        Assert.False(Judge(Good with { BotName = "strategy-18" }).IsUp);
        Assert.False(Judge(Observation.Silent).IsUp);
    }

    [Fact]
    public void Judge_AnotherBotOrRefusedCredentials_IsAStranger()
    {
        Assert.True(Judge(Good with { BotName = "strategy-18" }).IsStranger);
        Assert.True(Judge(Observation.Silent with { Answers = true, Refused = true }).IsStranger);
    }

    private static ReadinessVerdict Judge(Observation seen) =>
        ReadinessRule.Judge(seen, "strategy-17", Started);

    private static string Waiting(Observation seen)
    {
        var verdict = Judge(seen);
        Assert.False(verdict.IsReady || verdict.IsStranger);
        return verdict.Waiting;
    }
}

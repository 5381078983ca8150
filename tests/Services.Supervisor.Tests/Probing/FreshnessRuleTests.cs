using BtcWatcher.Services.Supervisor.Probing;

namespace BtcWatcher.Services.Supervisor.Tests.Probing;

public sealed class FreshnessRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly FreshnessRule Rule = new(2, TimeSpan.FromSeconds(60));
    private static readonly DataObservation Seen = new(
        new("5m", TimeSpan.FromMinutes(5), ["BTC/USDT"]), Now);

    [Theory]
    [InlineData(660, true)]
    [InlineData(661, false)]
    public void Judge_AgeOfTheNewestAnalysis_IsFreshWithinTwoTimeframesAndAMinute(int seconds, bool fresh)
    {
        var probe = Rule.Judge(Seen, null, 1, Now.AddDays(-1), Now.AddSeconds(seconds));

        Assert.Equal(fresh, probe.Fresh);
        Assert.Equal(fresh ? null : "its newest candle was analysed 661 s ago, of a timeframe of 5m: the exchange or "
            + "the network gives none, or the strategy's code fails", probe.Reason);
    }

    [Fact]
    public void Judge_StartedAfterAPause_HasItsTimeAgain() =>
        Assert.True(Rule.Judge(Seen, null, 1, Now.AddHours(5), Now.AddHours(5).AddMinutes(10)).Fresh);

    [Fact]
    public void Judge_NothingAnalysedEver_IsNotFreshAfterThatTime()
    {
        var never = Seen with { AnalysedAt = null };

        Assert.True(Rule.Judge(never, null, 1, Now, Now.AddMinutes(10)).Fresh);
        Assert.StartsWith(
            "it has not analysed a candle yet", Rule.Judge(never, null, 1, Now, Now.AddMinutes(12)).Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_StaleForLong_RemembersSinceWhen()
    {
        var first = Rule.Judge(Seen, null, 1, Now, Now.AddHours(1));
        var later = Rule.Judge(Seen, first, 1, Now, Now.AddHours(2));
        var fresh = Rule.Judge(Seen with { AnalysedAt = Now.AddHours(2) }, later, 1, Now, Now.AddHours(2));

        Assert.Equal(Now.AddHours(1), later.StaleSince);
        Assert.True(fresh.Fresh);
    }
}

using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.Services.Api.Proxies;

namespace BtcWatcher.Services.Api.Tests.Proxies;

public sealed class ProxyHealthTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly ProxySettings Settings = new();
    private static readonly ProxyPast Healthy = new(ProxyStatus.Healthy, 0, 20, 20, 20, 100);

    [Fact]
    public void Good_FirstCheck_IsHealthyUntilTheNextInterval() => Assert.Equal(
        new ProxyVerdict(ProxyStatus.Healthy, 0, 1, null, Interval),
        ProxyHealth.Judge(new(ProxyStatus.Unknown, 0, 0, 0, 0, null), Good(400), Settings, Interval));

    [Theory]
    [InlineData(0, (int)ProxyStatus.Degraded, 10)]
    [InlineData(1, (int)ProxyStatus.Degraded, 10)]
    [InlineData(2, (int)ProxyStatus.Down, 600)]
    [InlineData(9, (int)ProxyStatus.Down, 600)]
    public void Bad_AfterSomeFailures_IsLookedAtSoonThenDown(int before, int status, int seconds) => Assert.Equal(
        new ProxyVerdict((ProxyStatus)status, before + 1, 0, "refused", TimeSpan.FromSeconds(seconds)),
        ProxyHealth.Judge(Healthy with { Failures = before }, Bad(), Settings, Interval));

    [Fact]
    public void Good_WhileDown_ComesBackOnlyAfterEnough()
    {
        var down = new ProxyPast(ProxyStatus.Down, 3, 0, 10, 10, null);
        var first = ProxyHealth.Judge(down, Good(50), Settings, Interval);
        var third = ProxyHealth.Judge(down with { Failures = 0, Successes = 2 }, Good(50), Settings, Interval);
        var early = ProxyHealth.Judge(
            down, Good(50), Settings with { Failover = new() { RecoverySuccessCount = 1 } }, Interval);

        Assert.Equal(
            new ProxyVerdict(
                ProxyStatus.Down, 0, 1, "good again, 1 of 3 checks in a row", TimeSpan.FromSeconds(600)), first);
        Assert.Equal(new ProxyVerdict(ProxyStatus.Healthy, 0, 3, null, Interval), third);
        Assert.Equal(ProxyStatus.Healthy, early.Status);
    }

    [Theory]
    [InlineData(501, 400, 20, 20, "latency 501 ms, more than 500 ms")]
    [InlineData(201, 100, 20, 20, "latency 201 ms, usually 100 ms")]
    [InlineData(200, 100, 20, 20, null)]
    [InlineData(100, 100, 9, 8, null)]
    [InlineData(100, 100, 9, 7, "80 % of the checks were good, less than 90 %")]
    public void Good_ThatIsSlowOrRare_IsDegraded(double latency, double usual, int checks, int good, string? reason)
    {
        var verdict = ProxyHealth.Judge(
            Healthy with { UsualLatencyMs = usual, Checks = checks, Good = good }, Good(latency), Settings, Interval);

        Assert.Equal((reason is null ? ProxyStatus.Healthy : ProxyStatus.Degraded, reason),
            (verdict.Status, verdict.Reason));
    }

    [Fact]
    public void Thresholds_OfTheSettings_AreWhatCounts()
    {
        var settings = new ProxySettings
        {
            HealthCheck = new() { MaxLatencyMs = 1000, SuccessRateThreshold = 10, MaxConsecutiveFailures = 1 },
            Failover = new() { AutoRecoveryCheckInterval = 30 },
            Monitoring = new() { LatencySpikeThreshold = 900 },
        };

        Assert.Equal(ProxyStatus.Healthy, ProxyHealth.Judge(
            Healthy with { Checks = 9, Good = 1 }, Good(800), settings, Interval).Status);
        var down = ProxyHealth.Judge(Healthy, Bad(), settings, Interval);
        Assert.Equal((ProxyStatus.Down, TimeSpan.FromSeconds(30)), (down.Status, down.Next));
    }

    [Fact]
    public void Route_OfAProxyThatIsDown_IsTheFirstHealthyOneThenDirect()
    {
        var down = Make(1, ProxyStatus.Down);
        var third = Make(3, ProxyStatus.Degraded);
        var second = Make(2, ProxyStatus.Healthy);
        var off = Make(1, ProxyStatus.Healthy);
        off.Enabled = false;

        Assert.Same(third, ProxyRouting.Effective(third, [down, third, second], true));
        Assert.Same(second, ProxyRouting.Effective(down, [down, third, off, second], true));
        Assert.Same(second, ProxyRouting.Effective(off, [off, second], true));
        Assert.Null(ProxyRouting.Effective(down, [down, off], true));
        Assert.Same(down, ProxyRouting.Effective(down, [down, off], false));
    }

    private static Proxy Make(int position, ProxyStatus status) => new()
    {
        Id = Guid.NewGuid(), Name = $"p{position}", Type = ProxyType.Http, Host = "h", Port = 1, Position = position,
        Status = status, Revision = 1, NextCheckAt = default, CreatedAt = default, UpdatedAt = default,
    };

    private static ProxyTested Good(double latency) => new(true, "u", 200, 1, latency, null, null);

    private static ProxyTested Bad() => new(false, "u", null, null, null, "proxy_refused", "refused");
}

using BtcWatcher.Contracts;
using BtcWatcher.Services.Monitoring.Capacity;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Monitoring.Tests.Capacity;

public sealed class UtilizationRuleTests
{
    [Theory]
    [InlineData(80.0, 80.0, null, null)]
    [InlineData(80.1, 80.0, null, AlertSeverity.Warning)]
    [InlineData(90.0, 80.0, null, AlertSeverity.Critical)]
    [InlineData(90.0, 95.0, null, null)]
    [InlineData(79.5, 80.0, AlertSeverity.Warning, AlertSeverity.Warning)]
    [InlineData(79.0, 80.0, AlertSeverity.Warning, null)]
    [InlineData(85.0, 80.0, AlertSeverity.Critical, AlertSeverity.Critical)]
    [InlineData(0.0, 0.0, AlertSeverity.Warning, null)]
    [InlineData(0.1, 0.0, null, AlertSeverity.Warning)]
    [InlineData(100.0, 100.0, null, null)]
    public void Alert_OfWhatIsUsed_IsAsTheThresholdSays(
        double used, double threshold, AlertSeverity? open, AlertSeverity? expected) =>
        Assert.Equal(expected, UtilizationRule.Judge(used, threshold, open));
}

public sealed class UtilizationAlertTests(TestServers servers) : MonitoringTest(servers)
{
    internal override void Prepare() => Neighbours.Capacity = Make.Capacity(850);

    [Fact]
    public async Task Utilization_AboveTheThresholdOfTheSettings_IsRaisedOnceMadeWorseAndResolved()
    {
        var raised = await SubscribeAsync<AlertRaised>();
        var resolved = await SubscribeAsync<AlertResolved>();
        Neighbours.Capacity = Make.Capacity(950);
        await Eventually.TrueAsync(() => raised.Any(one => one.Severity == AlertSeverity.Critical));

        var threshold = Neighbours.Settings.System.Monitoring with { CapacityAlertThreshold = 97.5 };
        Neighbours.Settings = new()
        {
            Version = 2, System = Neighbours.Settings.System with { Monitoring = threshold },
        };
        await Host.PublishAsync(new SettingsChanged { Name = "system", Version = 2 });
        await Eventually.TrueAsync(() => !resolved.IsEmpty);

        Assert.Equal("capacity:utilization", Assert.Single(resolved).Key);
        Assert.All(raised, one => Assert.Equal("capacity:utilization", one.Key));
        var worst = Assert.Single(raised, one => one.Severity == AlertSeverity.Critical);
        Assert.Equal("95.1% of the capacity is used, more than 80%", worst.TitleEn);
        Assert.Equal("系统容量使用率达到 95.1%，已超过阈值 80%", worst.TitleZh);
        Assert.True(worst.Simulated);
    }
}

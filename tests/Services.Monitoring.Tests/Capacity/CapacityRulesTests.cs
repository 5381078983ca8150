using BtcWatcher.Services.Monitoring.Capacity;

namespace BtcWatcher.Services.Monitoring.Tests.Capacity;

public sealed class CapacityRulesTests
{
    [Theory]
    [InlineData(new[] { 1.0, 1.0, 2.0, 2.0 }, "increasing")]
    [InlineData(new[] { 2.0, 2.0, 1.0, 1.0 }, "decreasing")]
    [InlineData(new[] { 2.0, 2.0, 2.4, 2.4 }, "stable")]
    [InlineData(new[] { 2.0 }, "stable")]
    [InlineData(new double[0], "stable")]
    public void Trend_ComparesTheLaterHalfWithTheEarlier(double[] values, string direction) =>
        Assert.Equal(direction, UtilizationTrend.Of(
            1, 0, [.. values.Select(value => new UtilizationPoint(Make.Noon, value))]).Trend);

    [Theory]
    [InlineData(799, "info", "normal_operation")]
    [InlineData(800, "warning", "plan_upgrade")]
    [InlineData(899, "warning", "plan_upgrade")]
    [InlineData(900, "critical", "stop_strategies_or_upgrade")]
    public void Advice_BySlotsInUse_IsTheOriginals(int running, string level, string action)
    {
        var advice = CapacityAdvice.Of(Make.Capacity(running) with { Limits = [] });

        Assert.Equal((level, action), (advice.Single().Level, advice.Single().Action));
    }
}

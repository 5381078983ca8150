using BtcWatcher.Services.Supervisor.Upgrades;

namespace BtcWatcher.Services.Supervisor.Tests.Upgrades;

public sealed class WavePlanTests
{
    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, 1, 0, 0)]
    [InlineData(2, 1, 1, 0)]
    [InlineData(5, 1, 1, 3)]
    [InlineData(40, 1, 2, 37)]
    [InlineData(999, 1, 49, 949)]
    public void Running_GoOne_ATwentieth_TheRest(int running, int first, int second, int rest)
    {
        var plan = WavePlan.Of(Enumerable.Range(1, running), []);

        Assert.Equal((first, second, rest), (CountOf(1), CountOf(2), CountOf(3)));

        int CountOf(int wave) => plan.Values.Count(one => one == wave);
    }

    [Fact]
    public void Stopped_GoLast()
    {
        var plan = WavePlan.Of([9, 4], [1, 2]);

        Assert.Equal(
            [(1, 3), (2, 3), (4, 1), (9, 2)], plan.OrderBy(one => one.Key).Select(one => (one.Key, one.Value)));
    }
}

using BtcWatcher.Contracts;
using BtcWatcher.Services.Gateway.Routes;

namespace BtcWatcher.Services.Gateway.Tests.Routes;

public sealed class RouteMapTests
{
    [Fact]
    public void Map_Of999Routes_FindsEachAndOnlyThem()
    {
        var map = MapOf(999, new RouteMap());

        Assert.Equal(999, map.Count);
        Assert.All(
            Enumerable.Range(1, 999), id => Assert.Equal($"http://127.0.0.1:{8080 + id}", map.Find(id)!.Address));
        Assert.Null(map.Find(0));
        Assert.Null(map.Find(1000));
    }

    [Fact]
    public void Map_OfUnchangedRoutes_TakesTheirTargetsOver()
    {
        var before = MapOf(999, new RouteMap());
        var after = MapOf(999, before, changed: 500);

        Assert.Same(before.Find(499), after.Find(499));
        Assert.NotSame(before.Find(500), after.Find(500));
        Assert.Equal([500], after.DifferencesFrom(before));
        Assert.Empty(MapOf(999, after, changed: 500).DifferencesFrom(after));
        Assert.Equal([999], MapOf(998, before).DifferencesFrom(before));
    }

    [Fact]
    public void Change_OfOneRoute_TouchesNoOther()
    {
        var map = MapOf(999, new RouteMap());
        var (others, before) = (map.Find(499), map.Find(500));

        Assert.True(map.Set(500, 7, RouteOf(500) with { Generation = 2 }, null));
        Assert.NotSame(before, map.Find(500));
        Assert.True(map.Set(501, 6, null, null));
        Assert.False(map.Set(502, 8, RouteOf(502) with { Address = "nowhere" }, null));

        Assert.Same(others, map.Find(499));
        Assert.Equal((null, null, 997, 8L), (map.Find(501), map.Find(502), map.Count, map.Revision));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8081", true)]
    [InlineData("http://instance-1:8081", true)]
    [InlineData("http://127.0.0.1:8081/", false)]
    [InlineData("http://127.0.0.1:8081/path", false)]
    [InlineData("ftp://127.0.0.1:8081", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("", false)]
    public void Target_OnlyOfAnHttpAddress(string address, bool usable) =>
        Assert.Equal(usable, InstanceTarget.From(RouteOf(1) with { Address = address }) is not null);

    private static RouteMap MapOf(int count, RouteMap previous, int? changed = null)
    {
        var routes =
            Enumerable.Range(1, count).Select(id => id == changed ? RouteOf(id) with { Generation = 2 } : RouteOf(id));
        var (map, unusable) = RouteMap.From(new RouteTable { Revision = 1, Routes = [.. routes] }, [], previous);
        Assert.Empty(unusable);
        return map;
    }

    private static InstanceRoute RouteOf(int id) => new()
    {
        StrategyId = id,
        Generation = 1,
        State = InstanceState.Running,
        Address = $"http://127.0.0.1:{8080 + id}",
        Username = "u",
        Password = "p",
        WsToken = "w",
    };
}

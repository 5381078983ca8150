using BtcWatcher.Services.Supervisor.Ports;

namespace BtcWatcher.Services.Supervisor.Tests.Ports;

public sealed class PortPoolTests
{
    [Theory]
    [InlineData(1, 8081)]
    [InlineData(17, 8097)]
    [InlineData(999, 9079)]
    public void Lease_AFreePool_GivesThePortOfTheId(int strategyId, int port) =>
        Assert.Equal(port, new PortPool(8081, _ => true).Lease(strategyId));

    [Theory]
    [InlineData(1000)]
    [InlineData(4711)]
    public void Lease_AnIdBeyondThePool_GivesTheSmallestNotTheCanarys(int strategyId) =>
        Assert.Equal(8081, new PortPool(8081, _ => true).Lease(strategyId));

    [Fact]
    public void Lease_PreferredLeasedOrTaken_GivesTheSmallestThatCanBeListenedOn()
    {
        var pool = new PortPool(8081, port => port is not (8081 or 8090));

        Assert.Equal(8097, pool.Lease(17));
        Assert.Equal(8082, pool.Lease(1016));
        Assert.Equal(8083, pool.Lease(10));
    }

    [Fact]
    public void Lease_999Times_GivesEveryPortOnceAndThenNone()
    {
        var pool = new PortPool(8081, _ => true);

        var leased = Enumerable.Range(1, 999).Select(pool.Lease).ToArray();

        Assert.Equal(Enumerable.Range(8081, 999).Cast<int?>(), leased);
        Assert.Null(pool.Lease(1000));
        Assert.Equal(0, pool.Available);
        Assert.Equal(9080, pool.Canary);
        pool.GiveBack(8100);
        Assert.Equal(8100, pool.Lease(1));
    }

    [Fact]
    public void GiveBack_Twice_IsOnePort()
    {
        var pool = new PortPool(8081, _ => true);
        pool.Restore(8085);
        pool.GiveBack(8085);
        pool.GiveBack(8085);

        Assert.Equal(PortPool.Size, pool.Available);
    }
}

using BtcWatcher.Contracts;
using BtcWatcher.Services.Monitoring.Fleet;
using BtcWatcher.Services.Monitoring.Health;

namespace BtcWatcher.Services.Monitoring.Tests.Fleet;

public sealed class FleetBoardTests
{
    private static readonly DateTimeOffset Now = Make.Noon;
    private readonly FleetBoard _board = new();

    [Fact]
    public void Replace_OlderRound_ChangesNothing()
    {
        _board.Replace(Now, [Make.Running(1, Now)]);
        _board.Replace(Now.AddSeconds(-1), []);

        Assert.Single(_board.State!.Instances);
    }

    [Fact]
    public void Change_NewerEvent_ChangesTheOne()
    {
        _board.Replace(Now, [Make.Running(1, Now), Make.Running(2, Now)]);
        _board.Change(
            1, 1, Now.AddSeconds(1), view => view with { State = InstanceState.BackingOff, Responding = false });

        Assert.Equal(InstanceState.BackingOff, _board.State!.Instances[1].State);
        Assert.Equal(InstanceState.Running, _board.State.Instances[2].State);
        Assert.Equal(Now, _board.State.At);
    }

    [Fact]
    public void Change_EventOfAnOlderGeneration_ChangesNothing()
    {
        _board.Replace(Now, [Make.Running(1, Now, generation: 5)]);
        _board.Change(1, 4, Now.AddSeconds(1), view => view with { State = InstanceState.Stopped });

        Assert.Equal(InstanceState.Running, _board.State!.Instances[1].State);
    }

    [Fact]
    public void Judge_SupervisorSilentForMoreThanThreeIntervals_IsStale()
    {
        _board.Replace(Now, [Make.Running(1, Now), Make.Stopped(2, Now)]);

        var fresh = FleetView.Judge(_board.State!, Now.AddSeconds(20), TimeSpan.FromSeconds(20));
        var stale = FleetView.Judge(_board.State!, Now.AddSeconds(21), TimeSpan.FromSeconds(20));

        Assert.Equal((false, HealthStatus.Healthy), (fresh.Stale, fresh.Verdict.Status));
        Assert.Equal((1, 1, 1), (fresh.Running, fresh.Meant, fresh.Healthy));
        Assert.Equal((true, HealthStatus.Stale, 0), (stale.Stale, stale.Verdict.Status, stale.Healthy));
        Assert.All(stale.Strategies, strategy => Assert.Equal(HealthStatus.Stale, strategy.Verdict.Status));
    }
}

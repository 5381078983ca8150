using BtcWatcher.Contracts;
using BtcWatcher.Services.Api.Strategies;

namespace BtcWatcher.Services.Api.Tests.Strategies;

public sealed class StrategyStatesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly ManualClock _clock = new();
    private readonly StrategyStates _states;

    public StrategyStatesTests() => _states = new(_clock);

    [Fact]
    public void SupervisorSilent_UntilHeardAndAfterNinetySeconds_IsTrue()
    {
        Assert.True(_states.SupervisorSilent);
        _states.Replace([]);
        Assert.False(_states.SupervisorSilent);
        _clock.Advance(TimeSpan.FromSeconds(91));
        Assert.True(_states.SupervisorSilent);
    }

    [Fact]
    public void Update_WithAnotherState_TellsOnlyTheChanged()
    {
        _states.Replace([View(1, 1, InstanceState.Running), View(2, 1, InstanceState.Running)]);

        var changed = _states.Update(
        [
            View(1, 1, InstanceState.Running, 5),
            View(2, 2, InstanceState.Starting, 5),
            View(3, 1, InstanceState.Running),
        ]);

        Assert.Equal([2, 3], changed.Select(view => view.StrategyId));
    }

    [Fact]
    public void Update_WithSomethingOlder_IsLeftOut()
    {
        _states.Replace([View(1, 2, InstanceState.Running, 10)]);

        Assert.Empty(_states.Update([View(1, 1, InstanceState.GaveUp, 20), View(1, 2, InstanceState.Starting, 5)]));

        Assert.Equal(InstanceState.Running, _states.Find(1)!.State);
    }

    [Fact]
    public void Apply_AnEvent_ChangesTheView()
    {
        var changed = _states.Apply(1, 3, Start, view => view with { State = InstanceState.GaveUp, Reason = "no" });

        Assert.Equal(InstanceState.GaveUp, changed!.State);
        Assert.Equal(3, _states.Find(1)!.Generation);
        Assert.Null(_states.Apply(1, 3, Start, view => view with { State = InstanceState.GaveUp, Reason = "no" }));
    }

    [Fact]
    public void Replace_WithoutAnInstance_ForgetsIt()
    {
        _states.Replace([View(1, 1, InstanceState.Running)]);
        _states.Replace([]);

        Assert.Null(_states.Find(1));
    }

    private static InstanceView View(int id, long generation, InstanceState state, int seconds = 0) => new()
    {
        StrategyId = id,
        Generation = generation,
        State = state,
        Desired = DesiredState.Running,
        StateSince = Start.AddSeconds(seconds),
        Version = 1,
    };

    private sealed class ManualClock : TimeProvider
    {
        private long _ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;

        public override long GetTimestamp() => _ticks;
    }
}

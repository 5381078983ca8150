using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Starting;
using Microsoft.Extensions.Logging.Abstractions;

namespace BtcWatcher.Services.Supervisor.Tests.Starting;

public sealed class StartGateTests
{
    private readonly FleetState _fleet = new();
    private readonly MovableClock _clock = new();
    private readonly AddressLoads _loads;
    private readonly ExchangeWarnings _warnings;
    private readonly StaggerRule _stagger = StaggerRule.Of(new());
    private long _memory = 1000;
    private long _growth;
    private long _readAt;

    public StartGateTests()
    {
        _loads = new(_fleet);
        _warnings = new(_loads, _stagger, NullLogger<ExchangeWarnings>.Instance);
    }

    [Fact]
    public void Ask_MoreThanMayStart_WaitInTheOrderOfAskingAndSayHowManyAreBefore()
    {
        var gate = Gate(AdmissionRule.Of(1, configured: 2), StaggerRule.None);
        var keepers = Enumerable.Range(1, 5).Select(Keeper).ToArray();

        Assert.Equal([true, true, false, false, false], keepers.Select(keeper => Enters(gate, keeper)));
        Assert.Equal(
            [null, null, "waiting for a start slot: 0 before it", "waiting for a start slot: 1 before it",
                "waiting for a start slot: 2 before it"],
            keepers.Select(keeper => keeper.View(false, _clock.GetUtcNow()).Reason));
        Assert.Equal((2, 3, 2), gate.Counts);

        gate.Leave(2);
        Assert.False(Enters(gate, keepers[4]));
        Assert.True(Enters(gate, keepers[2]));
        Assert.False(Enters(gate, keepers[3]));
        Assert.Equal((null, "waiting for a start slot: 0 before it"), (keepers[2].Waiting, keepers[3].Waiting));
    }

    [Fact]
    public async Task Leave_OneThatStarts_WakesTheNextAtOnce()
    {
        var gate = Gate(AdmissionRule.Of(1, configured: 1), StaggerRule.None);
        var (first, second) = (Keeper(1), Keeper(2));
        Enters(gate, first);
        Enters(gate, second);

        gate.Leave(1);

        await second.WaitAsync(atMost: null, _clock, TestContext.Current.CancellationToken);
        Assert.True(Enters(gate, second));
    }

    [Fact]
    public void Leave_OneThatWaits_EndsItsWaitAndForgetsItsPlace()
    {
        var gate = Gate(AdmissionRule.Of(1, configured: 1), StaggerRule.None);
        var keepers = Enumerable.Range(1, 3).Select(Keeper).ToArray();
        foreach (var keeper in keepers) Enters(gate, keeper);

        gate.Leave(2);

        Assert.Null(keepers[1].Waiting);
        Assert.False(gate.Waits(2));
        gate.Leave(1);
        Assert.True(Enters(gate, keepers[2]));
    }

    [Fact]
    public void Ask_AgainByOneThatStarts_IsAdmittedAndCountsOnce()
    {
        var gate = Gate(AdmissionRule.Of(1, configured: 2), StaggerRule.None);
        var keeper = Keeper(1);

        Assert.True(Enters(gate, keeper) && Enters(gate, keeper));
        gate.Restore(9);

        Assert.Equal(2, gate.Counts.Starting);
        Assert.False(Enters(gate, Keeper(2)));
    }

    [Fact]
    public void Ask_MemoryThatThoseStartingWillTake_Waits()
    {
        var gate = Gate(AdmissionRule.Of(4, configured: 0), StaggerRule.None);
        Assert.True(Enters(gate, Keeper(1)));
        (_memory, _growth, _readAt) = (250, 200, 1);
        var second = Keeper(2);

        Assert.False(Enters(gate, second));
        Assert.Equal("waiting for a start slot: 0 before it", second.Waiting);
        _growth = 100;
        Assert.True(Enters(gate, second));
    }

    [Fact]
    public void Ask_SinceTheMachineWasRead_ThoseAdmittedCount()
    {
        var gate = Gate(AdmissionRule.Of(4, configured: 0), StaggerRule.None);
        _memory = 150;
        Assert.True(Enters(gate, Keeper(1)));

        Assert.False(Enters(gate, Keeper(2)));
        _readAt = 1;
        Assert.True(Enters(gate, Keeper(2)));
    }

    [Fact]
    public void Ask_NoMemoryForOne_IsRefusedAndTheNextIsHeard()
    {
        var gate = Gate(AdmissionRule.Of(4, configured: 0), StaggerRule.None);
        _memory = 99;

        var refusal = gate.Ask(Keeper(1), Load(1)).Refusal;

        Assert.Equal(FailureCause.Capacity, refusal?.Cause);
        // As the failed start does.
        gate.Leave(1);
        _memory = 100;
        Assert.True(Enters(gate, Keeper(2)));
    }

    [Fact]
    public void Ask_SameExchangeAndAddress_StartsAreKeptApart()
    {
        var gate = Gate(AdmissionRule.Of(4, configured: 0), _stagger);
        var keepers = Enumerable.Range(1, 3).Select(Keeper).ToArray();

        // 50 pairs at binance: 2.4 s.
        Assert.True(Enters(gate, keepers[0], Load(50)));
        var answer = gate.Ask(keepers[1], Load(50));
        Assert.True(Enters(gate, keepers[2], Load(50, "a proxy")));

        Assert.Equal(TimeSpan.FromMilliseconds(500), answer.Wait);
        Assert.Equal("waiting for its turn at binance without a proxy, in 3 s", keepers[1].Waiting);
        _clock.Move(TimeSpan.FromSeconds(2.3));
        Assert.Equal(TimeSpan.FromMilliseconds(100), gate.Ask(keepers[1], Load(50)).Wait);
        _clock.Move(TimeSpan.FromSeconds(0.1));
        Assert.True(Enters(gate, keepers[1], Load(50)));
    }

    [Fact]
    public void Warnings_ForAnOverloadedAddress_AreThereAndRefuseNobody()
    {
        var gate = Gate(AdmissionRule.Of(4, configured: 0), _stagger);
        foreach (var id in Enumerable.Range(1, 5))
        {
            Assert.Empty(_warnings.All);
            Assert.True(Enters(gate, Keeper(id), Load(10)));
            _clock.Move(TimeSpan.FromMinutes(1));
        }

        Assert.StartsWith("5 instances reach binance without a proxy", Assert.Single(_warnings.All),
            StringComparison.Ordinal);
        _fleet.Find(3)!.Desired = new() { StrategyId = 3, State = DesiredState.Stopped };
        Assert.Empty(_warnings.All);
    }

    private StartGate Gate(AdmissionRule admission, StaggerRule stagger) => new(
        _fleet, () => new([new(Resource.Memory, _memory, 100, "")], _growth, new(100, 1, 0), _readAt), _loads, _warnings,
        admission, stagger, _clock);

    private Keeper Keeper(int id)
    {
        var keeper = _fleet.GetOrAdd(id);
        keeper.Desired = new() { StrategyId = id, State = DesiredState.Running };
        return keeper;
    }

    private static bool Enters(StartGate gate, Keeper keeper, RequestLoad? load = null) =>
        gate.Ask(keeper, load ?? Load(1)) == default;

    private static RequestLoad Load(int pairs, string address = RequestLoad.Direct) =>
        new(new("binance", address), pairs, 1);

    private sealed class MovableClock : TimeProvider
    {
        private TimeSpan _passed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _passed.Ticks;

        public void Move(TimeSpan by) => _passed += by;
    }
}

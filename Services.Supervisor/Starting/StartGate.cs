using BtcWatcher.Services.Supervisor.Lifecycle;

namespace BtcWatcher.Services.Supervisor.Starting;

/// <summary>What a start is answered: now, later, or not at all.</summary>
internal readonly record struct StartAnswer(TimeSpan? Wait = null, Failure? Refusal = null);

/// <summary>The one gate of all starts: admits in the order of asking, as machine and exchanges allow.</summary>
internal sealed class StartGate(
    FleetState state, Func<MachineRoom.Reading> readRoom, AddressLoads loads, ExchangeWarnings warnings,
    AdmissionRule admission, StaggerRule stagger, TimeProvider clock)
{
    // Those in front look often: memory comes and goes without a word. The others are woken.
    private static readonly TimeSpan FrontLook = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BackLook = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private readonly StartQueue _queue = new();
    private readonly HashSet<int> _starting = [];

    // Admitted since the machine was read, which is not with every question: their memory is not in that reading.
    private (long Reading, int Count) _admitted;

    public (int Starting, int Waiting, int Most) Counts
    {
        get
        {
            lock (_lock) return (_starting.Count, _queue.Count, admission.Most);
        }
    }

    /// <summary>True when it waits for its turn already.</summary>
    public bool Waits(int strategyId)
    {
        lock (_lock) return _queue.Contains(strategyId);
    }

    /// <summary>Asks for a start, the first time or again.</summary>
    public StartAnswer Ask(Keeper keeper, RequestLoad load)
    {
        loads.Note(keeper.StrategyId, load);
        lock (_lock)
        {
            if (!_starting.Contains(keeper.StrategyId)) _queue.Join(keeper.StrategyId, load.Group);
        }

        return AskAgain(keeper, load);
    }

    /// <param name="keeper">Whose start.</param>
    /// <param name="load">Null: only whether its turn has come; then it asks with its load.</param>
    public StartAnswer AskAgain(Keeper keeper, RequestLoad? load = null)
    {
        lock (_lock)
        {
            if (_starting.Contains(keeper.StrategyId)) return new();
            var (reading, now) = (readRoom(), clock.Steady());
            if (!IsTurn(keeper.StrategyId, reading, now)) return new(Wait: Wait(keeper, now));
            if (load is null) return new();
            if (CapacityRule.Refusal(reading.Rooms) is { } refusal) return new(Refusal: refusal);
            return Admit(keeper, load, now);
        }
    }

    /// <summary>An adopted instance was starting already.</summary>
    public void Restore(int strategyId)
    {
        lock (_lock) _starting.Add(strategyId);
    }

    /// <summary>It is ready, has failed, or is not wanted any more.</summary>
    public void Leave(int strategyId)
    {
        lock (_lock)
        {
            var wasThere = _starting.Remove(strategyId) | _queue.Leave(strategyId);
            if (!wasThere) return;
            if (state.Find(strategyId) is { } keeper) keeper.Waiting = null;
            WakeFront(clock.Steady());
        }
    }

    private bool IsTurn(int strategyId, MachineRoom.Reading reading, DateTimeOffset now)
    {
        if (_queue.Next(now) != strategyId) return false;
        var memory = reading.Rooms.First(one => one.Resource == Resource.Memory);
        if (_admitted.Reading != reading.At) _admitted = (reading.At, 0);
        var taken = reading.Growth + (_admitted.Count * reading.Need.MemoryBytes);
        return admission.Admits(_starting.Count, (memory with { Free = memory.Free - taken }).Fits);
    }

    private StartAnswer Admit(Keeper keeper, RequestLoad load, DateTimeOffset now)
    {
        _starting.Add(keeper.StrategyId);
        _admitted.Count++;
        _queue.Start(keeper.StrategyId, now, stagger.DistanceAfter(load));
        keeper.Waiting = null;
        warnings.Look(load.Group);
        WakeFront(now);
        return new();
    }

    private TimeSpan Wait(Keeper keeper, DateTimeOffset now)
    {
        var before = _queue.Before(keeper.StrategyId);
        if (_queue.KeptApart(keeper.StrategyId, now) is not { } apart)
        {
            keeper.Waiting = $"waiting for a start slot: {before} before it";
            return _queue.IsHead(keeper.StrategyId) ? FrontLook : BackLook;
        }

        var rest = apart.Due - now;
        keeper.Waiting = $"waiting for its turn at {apart.Group}, in {Math.Ceiling(rest.TotalSeconds):0} s";
        return rest < FrontLook ? rest : FrontLook;
    }

    private void WakeFront(DateTimeOffset now)
    {
        if (_queue.Next(now) is { } next) state.Find(next)?.Wake();
    }
}

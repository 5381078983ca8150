using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Monitoring.Fleet;

/// <summary>What the supervisor told, and when. Immutable.</summary>
internal sealed record FleetState(DateTimeOffset At, IReadOnlyDictionary<int, InstanceView> Instances);

/// <summary>The newest state of all instances that this process heard of; null before the first.</summary>
internal sealed class FleetBoard
{
    private readonly Lock _lock = new();
    private volatile FleetState? _state;

    public FleetState? State => _state;

    /// <summary>Takes a whole round of probes, unless a newer one is known.</summary>
    public void Replace(DateTimeOffset at, IEnumerable<InstanceView> instances)
    {
        lock (_lock)
        {
            if (_state is { } known && known.At > at) return;
            _state = new FleetState(at, instances.ToDictionary(instance => instance.StrategyId));
        }
    }

    /// <summary>Takes one instance's change between two rounds; the age of the rest stays.</summary>
    public void Change(int strategyId, long generation, DateTimeOffset at, Func<InstanceView, InstanceView> change)
    {
        lock (_lock)
        {
            if (_state is not { } known || known.At > at) return;
            if (!known.Instances.TryGetValue(strategyId, out var view)) return;
            if (view.Generation > generation || view.StateSince > at) return;
            var changed = change(view) with { Generation = generation, StateSince = at };
            var instances = new Dictionary<int, InstanceView>(known.Instances) { [strategyId] = changed };
            _state = known with { Instances = instances };
        }
    }
}

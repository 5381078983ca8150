using System.Collections.Concurrent;
using BtcWatcher.Services.Supervisor.Lifecycle;

namespace BtcWatcher.Services.Supervisor.Starting;

/// <summary>What all instances that run or are to run ask of their exchanges.</summary>
internal sealed class AddressLoads(FleetState state)
{
    private readonly ConcurrentDictionary<int, RequestLoad> _loads = new();

    public void Note(int strategyId, RequestLoad load) => _loads[strategyId] = load;

    /// <summary>Forgets those that neither run nor wait.</summary>
    public ILookup<StartGroup, RequestLoad> ByGroup()
    {
        foreach (var strategyId in _loads.Keys)
        {
            if (state.Find(strategyId) is not { } keeper || !IsMeant(keeper)) _loads.TryRemove(strategyId, out _);
        }

        return _loads.Values.ToLookup(load => load.Group);
    }

    private static bool IsMeant(Keeper keeper) => keeper.Instance.State.HasProcess()
        || keeper.Desired is { State: Contracts.DesiredState.Running, Deleted: false };
}

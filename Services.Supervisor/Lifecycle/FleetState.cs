using System.Collections.Concurrent;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>All keepers of this process.</summary>
internal sealed class FleetState
{
    private readonly ConcurrentDictionary<int, Keeper> _keepers = new();
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _shuttingDown;

    /// <summary>True while the whole installation is shut down: instances end, and nobody starts one.</summary>
    public bool ShuttingDown
    {
        get => _shuttingDown;
        set => _shuttingDown = value;
    }

    public ICollection<Keeper> Keepers => _keepers.Values;

    /// <summary>Completes when what is stored has been read and adopted; commands wait for it.</summary>
    public Task Loaded => _loaded.Task;

    public Keeper? Find(int strategyId) => _keepers.GetValueOrDefault(strategyId);

    public Keeper GetOrAdd(int strategyId) => _keepers.GetOrAdd(strategyId, id => new Keeper(id));

    public void Forget(int strategyId) => _keepers.TryRemove(strategyId, out _);

    public void SetLoaded() => _loaded.TrySetResult();
}

using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Installation;
using BtcWatcher.Services.Supervisor.Storage;
using BtcWatcher.Services.Supervisor.Upgrades;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>Runs the keepers from the start of the service to its end.</summary>
internal sealed class Fleet(
    FleetState state, Adoption adoption, KeeperLoop loop, SoleSupervisor sole, InstallationGuard guard,
    InstanceFolders folders, UpgradesAtStart upgrades,
    IOptions<InstancesOptions> options, TimeProvider clock, ILogger<Fleet> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<int, Task> _loops = [];
    private readonly Lock _lock = new();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        folders.Create();
        await sole.TakeAsync(cancellationToken);
        await guard.CheckAsync(cancellationToken);
        await adoption.RunAsync(cancellationToken);
        await upgrades.RunAsync(cancellationToken);
        foreach (var keeper in state.Keepers) Run(keeper);
        state.SetLoaded();
    }

    /// <summary>Lets an instance follow what was asked of it.</summary>
    public void Follow(DesiredInstance desired)
    {
        // What was deleted and has left nothing needs no keeper.
        if (desired.Deleted && state.Find(desired.StrategyId) is null)
        {
            RemoveHandedOver(desired.StrategyId);
            return;
        }

        var keeper = state.GetOrAdd(desired.StrategyId);
        lock (_lock)
        {
            // Two commands may arrive at the same moment, in either order; nothing undoes a deletion.
            if (keeper.Desired is { } held
                && (held.Revision > desired.Revision || (held.Deleted && !desired.Deleted))) return;
            keeper.Desired = desired;
        }

        Run(keeper);
        keeper.Wake();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (options.Value.StopOnShutdown) await EndAllAsync(cancellationToken);
        await _ending.CancelAsync();
        Task[] loops;
        lock (_lock) loops = [.. _loops.Values];
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        sole.Release();
    }

    public void Dispose() => _ending.Dispose();

    // A database may have been handed over for an instance that never began.
    private void RemoveHandedOver(int strategyId)
    {
        try
        {
            FolderRemoval.Remove(folders.Of(strategyId));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.FolderKept(logger, strategyId, fault.Message, options.Value.RemovalRetry);
        }
    }

    private async Task EndAllAsync(CancellationToken ct)
    {
        state.ShuttingDown = true;
        var running = state.Keepers.Where(keeper => keeper.Instance.State.HasProcess()).ToArray();
        if (running.Length > 0) Log.EndingAll(logger, running.Length);
        foreach (var keeper in state.Keepers) keeper.Wake();
        var began = clock.GetTimestamp();
        // A step that had begun before may still be about to start a process.
        while (state.Keepers.Any(keeper => keeper.Busy || keeper.Instance.State.HasProcess())
            && clock.GetElapsedTime(began) < options.Value.ShutdownTimeout)
        {
            await Task.Delay(Look, clock, ct);
        }
    }

    private async Task KeepAsync(Keeper keeper)
    {
        await loop.RunAsync(keeper, _ending.Token);
        if (!keeper.Removed) return;
        state.Forget(keeper.StrategyId);
        lock (_lock) _loops.Remove(keeper.StrategyId);
    }

    private void Run(Keeper keeper)
    {
        lock (_lock)
        {
            if (!_loops.ContainsKey(keeper.StrategyId))
            {
                _loops[keeper.StrategyId] = Task.Run(() => KeepAsync(keeper));
            }
        }
    }
}

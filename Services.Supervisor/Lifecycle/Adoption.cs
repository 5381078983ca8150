using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Ports;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Starting;
using BtcWatcher.Services.Supervisor.Storage;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>
/// Finds again what an earlier supervisor left: its instances are kept, what belongs to none is ended.
/// </summary>
internal sealed class Adoption(
    InstanceStore store, FleetState state, PortPool ports, StartGate gate, CapacityAlert capacity,
    InstanceFolders folders,
    IOptions<InstallationOptions> installation,
    TimeProvider clock, ILogger<Adoption> logger)
{
    private static readonly TimeSpan OrphanLimit = TimeSpan.FromSeconds(5);

    public async Task RunAsync(CancellationToken ct)
    {
        var (instances, desired) = await store.LoadAsync(ct);
        var (now, memoryKills) = (clock.GetUtcNow(), ProcFs.OutOfMemoryKills());
        foreach (var row in instances)
        {
            var keeper = state.GetOrAdd(row.StrategyId);
            (keeper.Instance, keeper.WatchedSince) = (row, now);
            keeper.OutOfMemoryKills = memoryKills;
            if (row.Port is { } port) ports.Restore(port);
            if (row.State == InstanceState.Starting) gate.Restore(row.StrategyId);
        }

        foreach (var row in desired)
        {
            // Of a deleted one there is an instance until nothing is left of it.
            if (!row.Deleted || state.Find(row.StrategyId) is not null) state.GetOrAdd(row.StrategyId).Desired = row;
        }

        capacity.Restore();
        await TellAsync(ct);
        await EndOrphansAsync(ct);
        RemoveOldFiles();
    }

    private async Task TellAsync(CancellationToken ct)
    {
        var alive = state.Keepers.Where(keeper => keeper.Instance.State.IsReachable()
            && keeper.Instance.Process is { } process && ProcFs.IsAlive(process)).ToArray();
        if (alive.Length == 0) return;

        var now = clock.GetUtcNow();
        await store.TellAsync([.. alive.Select(keeper =>
            InstanceReady.Started(keeper.Instance, now, adopted: true, installation.Value.Simulated))], ct);
        SupervisorMetrics.Adopted.Add(alive.Length);
        Log.InstancesAdopted(logger, alive.Length);
    }

    private async Task EndOrphansAsync(CancellationToken ct)
    {
        var orphans = InstanceMark.FindAll(installation.Value.Data).Where(found => !IsKept(found.Mark)).ToArray();
        if (orphans.Length == 0) return;

        foreach (var (mark, process) in orphans)
        {
            Log.OrphanEnded(logger, mark.StrategyId, mark.Generation, process.Pid);
            Signals.Terminate(process);
        }

        var began = clock.GetTimestamp();
        while (orphans.Any(orphan => ProcFs.IsAlive(orphan.Process)) && clock.GetElapsedTime(began) < OrphanLimit)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, ct);
        }

        foreach (var (_, process) in orphans) Signals.Kill(process);
    }

    private bool IsKept(InstanceMark mark) => state.Find(mark.StrategyId) is { } keeper
        && keeper.Instance.State.HasProcess() && keeper.Instance.Generation == mark.Generation;

    // Of generations whose end is recorded already.
    private void RemoveOldFiles()
    {
        foreach (var folder in (string[])[folders.Pids, folders.Exits])
        {
            foreach (var path in Directory.EnumerateFiles(folder))
            {
                if (InstanceMark.Parse(Path.GetFileName(path), '.') is { } mark && !IsKept(mark)) File.Delete(path);
            }
        }
    }
}

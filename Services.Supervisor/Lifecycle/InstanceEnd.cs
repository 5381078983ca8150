using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.FreqTradeConfig;
using BtcWatcher.Services.Supervisor.Ports;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Starting;
using BtcWatcher.Services.Supervisor.Storage;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>
/// What follows when a process has ended or a start has failed: state, events, alert; port and files are given back.
/// </summary>
internal sealed class InstanceEnd(
    InstanceStore store, InstanceProcesses processes, InstanceFolders folders, ConfigWriter configs, PortPool ports,
    StartGate gate, MemoryCgroups cgroups,
    IOptions<InstancesOptions> options, IOptions<InstallationOptions> installation, TimeProvider clock,
    ILogger<InstanceEnd> logger)
{
    private const int AlertLines = 10;
    private const int Killed = 128 + 9;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private bool Simulated => installation.Value.Simulated;

    /// <summary>The process has gone, or was never recorded.</summary>
    public async Task<TimeSpan?> EndedAsync(Keeper keeper, CancellationToken ct)
    {
        var instance = keeper.Instance;
        if (instance.Process is null && await FindLostAsync(keeper, ct) is { } wait) return wait;

        var mayCome = ExitWait.IsWorthwhile(keeper, clock.Steady());
        var exitCode = processes.ReadExit(keeper.Mark);
        if (exitCode is null && mayCome) return Look;

        if (instance.Process is { } gone) Signals.KillLeftOf(gone);
        if (instance.State == InstanceState.Stopping && instance.EndingBecause is null)
        {
            await StoppedAsync(keeper, exitCode, ct);
            return TimeSpan.Zero;
        }

        return await FailAsync(keeper, Classify(keeper, exitCode), exitCode, ct);
    }

    /// <summary>Records a failure, and when the next start is due, or that a person must decide.</summary>
    public async Task<TimeSpan?> FailAsync(
        Keeper keeper, Failure failure, int? exitCode, CancellationToken ct, Action<Instance>? before = null)
    {
        var (port, mark) = (keeper.Instance.Port, keeper.Mark);
        var now = clock.GetUtcNow();
        var (wasReady, wasWatched) = (keeper.Instance.ReadyAt is not null, keeper.Probe is not null);
        var mask = configs.MaskOf(keeper.Instance);
        var reason = mask.Apply(failure.Reason);
        keeper.LastFailure = reason;
        var folder = folders.Of(keeper.StrategyId);
        // Without a process, what lies there is the log of an earlier one.
        var log = keeper.Instance.Process is null ? []
            : LogTail.Lines(folder, folder.Output, AlertLines);
        var detail = mask.Apply(string.Join('\n', log.Prepend(reason)));
        keeper.Instance = await store.ChangeAsync(keeper.StrategyId, change =>
        {
            before?.Invoke(change.Row);
            // Asked again meanwhile for what ran already: that is not a decision about this failure.
            if (keeper.Desired is { } asked && asked.Version == change.Row.Version
                && asked.RestartNonce == change.Row.RestartNonce)
            {
                change.Row.AppliedRevision = asked.Revision;
            }

            if (change.Row.State.IsReachable()) change.ChangeRoutes();
            change.Row.HasNoProcess();
            change.Row.ExitCode = exitCode;
            change.LastLines = log.Count == 0 ? null : mask.Apply(string.Join('\n', log));
            DataAlert.Resolve(change, now);
            FailureRecord.Apply(
                change, failure, reason, detail, wasReady, wasWatched, RestartPolicy.Of(options.Value), Simulated, now);
        }, ct);
        Release(keeper, port, mark);
        SupervisorMetrics.Failed.Add(1, new KeyValuePair<string, object?>("cause", failure.Name));
        Log.InstanceFailed(logger, keeper.StrategyId, mark.Generation, keeper.Instance.State, reason);
        return TimeSpan.Zero;
    }

    /// <summary>There is no process, and a person wants none: nothing is tried any more.</summary>
    public Task SetStoppedAsync(Keeper keeper, CancellationToken ct) =>
        StoppedAsync(keeper, keeper.Instance.ExitCode, ct);

    /// <summary>It has run long enough for its failures to be history.</summary>
    public async Task ForgetFailuresAsync(Keeper keeper, CancellationToken ct) =>
        keeper.Instance = await store.ChangeAsync(keeper.StrategyId, change =>
        {
            (change.Row.Failures, change.Row.Faults) = (0, 0);
            DownAlert.Resolve(change, clock.GetUtcNow());
        }, ct);

    private async Task StoppedAsync(Keeper keeper, int? exitCode, CancellationToken ct)
    {
        var (port, mark, needed) = (keeper.Instance.Port, keeper.Mark, Needed(keeper.StopSent));
        var now = clock.GetUtcNow();
        keeper.Instance = await store.ChangeAsync(keeper.StrategyId, change =>
        {
            var row = change.Row;
            var isPersons = row.State != InstanceState.Stopping || row.Reason == "stopped";
            DataAlert.Resolve(change, now);
            if (isPersons) DownAlert.Resolve(change, now);
            if (isPersons) (row.Failures, row.Faults, row.NextAttemptAt) = (0, 0, null);
            row.Enter(InstanceState.Stopped, now, row.State == InstanceState.Stopping ? row.Reason + needed : null);
            row.ExitCode = exitCode;
            row.HasNoProcess();
            change.Tell(new InstanceStopped
            {
                StrategyId = row.StrategyId, Generation = row.Generation, At = now, ExitCode = exitCode,
                Simulated = Simulated,
            });
        }, ct);
        Release(keeper, port, mark);
        Log.InstanceStopped(logger, keeper.StrategyId, mark.Generation, exitCode);
    }

    // Killed between the start of the script and the commit: its files and marks tell what became of it.
    private async Task<TimeSpan?> FindLostAsync(Keeper keeper, CancellationToken ct)
    {
        var found = processes.ReadPid(keeper.Mark);
        if (found is not null && (ProcFs.IsAlive(found) || processes.ReadExit(keeper.Mark) is not null))
        {
            keeper.Instance = await store.ChangeAsync(
                keeper.StrategyId, change =>
                    change.Row.HasProcess(found, change.Row.StartedAt ?? clock.GetUtcNow()), ct);
            return TimeSpan.Zero;
        }

        var isComing = InstanceMark.FindAll(installation.Value.Data).Any(one => one.Mark == keeper.Mark);
        return isComing ? ExitWait.WithoutScript : null;
    }

    private Failure Classify(Keeper keeper, int? exitCode)
    {
        if (keeper.Instance.EndingBecause is { } because) return Failure.Parse(because);
        if (exitCode == Killed && cgroups.HasKilled(keeper.StrategyId))
        {
            return new(FailureCause.MemoryLimit,
                $"it reached the {keeper.Instance.MemoryLimitMb} MiB of memory that it may use (limits.memory_mb)");
        }

        var ranOut = ProcFs.OutOfMemoryKills() > keeper.OutOfMemoryKills;
        var folder = folders.Of(keeper.StrategyId);
        return ExitClassifier.Classify(exitCode, LogTail.Read(folder, folder.Output), ranOut);
    }

    private void Release(Keeper keeper, int? port, InstanceMark mark)
    {
        if (port is { } leased) ports.GiveBack(leased);
        gate.Leave(keeper.StrategyId);
        processes.Forget(mark);
        cgroups.Remove(keeper.StrategyId);
        keeper.ForgetProcess();
    }

    private static string Needed(StopSignal? signal) => signal switch
    {
        StopSignal.TerminateAgain => " (a second SIGTERM was needed)",
        StopSignal.Kill => " (SIGKILL was needed)",
        _ => "",
    };
}

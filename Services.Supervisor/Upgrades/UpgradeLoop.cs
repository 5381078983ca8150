using System.Threading.Channels;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Versions;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Upgrades;

/// <summary>Drives the one active upgrade from its stored state; after a crash it goes on there.</summary>
internal sealed class UpgradeLoop(
    UpgradeStore store, Preflight preflight, UpgradeWaves waves, UpgradeRollback rollback, UpgradeAlerts alerts,
    DatabaseBackup backup, FleetState state, IOptions<VersionOptions> options, TimeProvider clock,
    ILogger<UpgradeLoop> logger) : BackgroundService
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);
    private static readonly UpgradeState[] Preflighting = [UpgradeState.Preflight];
    private static readonly UpgradeState[] Switching = [UpgradeState.Switching];
    private static readonly UpgradeState[] RollingBack = [UpgradeState.RollingBack];

    private readonly Channel<byte> _wake = Channel.CreateBounded<byte>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _lock = new();
    private CancellationTokenSource? _phase;

    /// <summary>The stored state was changed by somebody else: what is being done for the old one ends.</summary>
    public void Look()
    {
        lock (_lock) _phase?.Cancel();
        _wake.Writer.TryWrite(0);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.Loaded.WaitAsync(stoppingToken);
        while (true)
        {
            // Before the state is read: who changes it then ends what follows from the old one.
            using var phase = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            lock (_lock) _phase = phase;
            try
            {
                if (await store.FindActiveAsync(phase.Token) is { } upgrade) await AdvanceAsync(upgrade, phase.Token);
                else await _wake.Reader.ReadAsync(phase.Token);
            }
            catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
            {
                // Its state is another now.
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                Log.UpgradeStepFailed(logger, fault);
                await Task.Delay(AfterFault, clock, stoppingToken);
            }
            finally
            {
                lock (_lock) _phase = null;
            }
        }
    }

    private Task AdvanceAsync(Upgrade upgrade, CancellationToken ct) => upgrade.State switch
    {
        UpgradeState.Preflight => PreflightAsync(upgrade, ct),
        UpgradeState.Switching => SwitchAsync(upgrade, ct),
        _ => RollBackAsync(upgrade, ct),
    };

    private async Task PreflightAsync(Upgrade upgrade, CancellationToken ct)
    {
        if (await preflight.CheckAsync(upgrade, ct) is { } problem)
        {
            await store.ChangeAsync(
                upgrade.Id, Preflighting, row => Finish(row, UpgradeState.Failed, problem), "failed", problem, ct,
                alerts.RaiseAsync);
            Log.UpgradeFailed(logger, upgrade.TargetVersion, problem);
            return;
        }

        var members = preflight.Plan(upgrade, []);
        await store.ChangeAsync(
            upgrade.Id, Preflighting, row => row.State = UpgradeState.Switching, "switching",
            $"{members.Count} instances", ct, (db, _) =>
            {
                db.UpgradeMembers.AddRange(members);
                return Task.CompletedTask;
            });
    }

    private async Task SwitchAsync(Upgrade upgrade, CancellationToken ct)
    {
        if (await waves.RunAsync(upgrade, ct) is { } reason)
        {
            await store.ChangeAsync(
                upgrade.Id, Switching, row => (row.State, row.Reason) = (UpgradeState.RollingBack, reason),
                "rolling_back", reason, ct, alerts.RaiseAsync);
            Log.UpgradeFailed(logger, upgrade.TargetVersion, reason);
            return;
        }

        // Null: a rollback was asked for in the last moment.
        var succeeded = await store.ChangeAsync(
            upgrade.Id, Switching, row => Finish(row, UpgradeState.Succeeded, null), "succeeded", null, ct);
        if (succeeded is null) return;
        backup.Prune(options.Value.KeptBackups);
        Log.Upgraded(logger, upgrade.TargetVersion);
    }

    private async Task RollBackAsync(Upgrade upgrade, CancellationToken ct)
    {
        await rollback.RunAsync(upgrade, ct);
        await store.ChangeAsync(
            upgrade.Id, RollingBack, row => Finish(row, UpgradeState.RolledBack, row.Reason), "rolled_back", null, ct);
        Log.RolledBack(logger, upgrade.TargetVersion);
    }

    private void Finish(Upgrade row, UpgradeState state, string? reason) =>
        (row.State, row.Reason, row.FinishedAt) = (state, reason, clock.GetUtcNow());
}

using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Storage;

namespace BtcWatcher.Services.Supervisor.Upgrades;

/// <summary>
/// Holds instances still while their databases are copied. Their keepers end the process and start none meanwhile.
/// </summary>
internal sealed class HeldInstances(InstanceStore instances, FleetState state, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns when it has no process, and will have none until it is let go.</summary>
    public async Task HoldAsync(Keeper keeper, CancellationToken ct)
    {
        keeper.Held = true;
        while (keeper.Busy || keeper.Instance.State.HasProcess()) await Task.Delay(Look, clock, ct);
    }

    /// <summary>Sets what it runs with; failures on another version are no longer its own.</summary>
    public async Task SwitchAsync(Keeper keeper, string? version, bool again, CancellationToken ct)
    {
        // Its row went with the strategy, just before it was held.
        if (keeper.Removed) return;
        keeper.Instance = await instances.ChangeAsync(keeper.StrategyId, change =>
        {
            var row = change.Row;
            row.ProgramVersion = version;
            if (!again) return;
            (row.Failures, row.Faults, row.NextAttemptAt) = (0, 0, null);
            if (row.State is InstanceState.GaveUp or InstanceState.BackingOff)
            {
                row.Enter(InstanceState.Stopped, clock.GetUtcNow(), "upgrade");
            }
        }, ct);
    }

    /// <summary>Its keeper follows what a person wants again: also a deletion that came meanwhile.</summary>
    public void LetGo(int strategyId)
    {
        if (state.Find(strategyId) is { } keeper) keeper.Held = false;
    }

    /// <summary>
    /// Waits for starts that began before the present version was another: their program is chosen afterwards.
    /// </summary>
    public async Task FirstStartsAsync(CancellationToken ct)
    {
        foreach (var keeper in state.Keepers)
        {
            while (keeper is { Busy: true, Instance.Generation: 0 }) await Task.Delay(Look, clock, ct);
        }
    }

    /// <summary>After a crash in the middle: holds them before their keepers begin.</summary>
    public void Restore(IEnumerable<UpgradeMember> members)
    {
        foreach (var member in members.Where(one => one.State is MemberState.Stopping or MemberState.Restoring))
        {
            if (state.Find(member.StrategyId) is { } keeper) keeper.Held = true;
        }
    }
}

using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Versions;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Upgrades;

/// <summary>Takes one instance to the target: stop, copy, switch, start, and look that it does well.</summary>
internal sealed class MemberSwitch(
    UpgradeStore store, HeldInstances held, DatabaseBackup backup, FleetState state,
    IOptions<VersionOptions> options, IOptions<InstancesOptions> instances, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Up to where it may start again; goes on where a killed supervisor stopped.</summary>
    public async Task SwitchAsync(Upgrade upgrade, UpgradeMember member, CancellationToken ct)
    {
        if (member.State is not (MemberState.Waiting or MemberState.Stopping)) return;
        if (state.Find(member.StrategyId) is not { } keeper || keeper.Desired is { Deleted: true })
        {
            await store.SetMemberAsync(member, MemberState.Healthy, "it was deleted meanwhile", ct);
            return;
        }

        if (member.State == MemberState.Waiting)
        {
            member.Runs = keeper.Instance.State.IsReachable();
            await store.SetMemberAsync(member, MemberState.Stopping, member.Runs ? null : "it did not run", ct);
        }

        await held.HoldAsync(keeper, ct);
        backup.Keep(upgrade.Id, member.StrategyId);
        await held.SwitchAsync(keeper, upgrade.TargetVersion, member.Runs, ct);
        await store.SetMemberAsync(member, MemberState.Switched, null, ct);
        keeper.Held = false;
    }

    /// <returns>Why it does not do well; null when it does.</returns>
    public async Task<string?> AwaitHealthAsync(UpgradeMember member, CancellationToken ct)
    {
        if (member.State != MemberState.Switched) return null;
        var since = clock.GetUtcNow();
        while (member.Runs && state.Find(member.StrategyId) is { } keeper)
        {
            var (health, reason) = HealthGate.Judge(
                keeper.Instance, keeper.Desired, since, options.Value.HealthyFor, MostWait, clock.GetUtcNow());
            if (health == Health.Failed) return $"strategy {member.StrategyId}: {reason}";
            if (health == Health.Healthy) break;
            await Task.Delay(Look, clock, ct);
        }

        await store.SetMemberAsync(member, MemberState.Healthy, null, ct);
        return null;
    }

    // Many may wait for their turn to start.
    private TimeSpan MostWait => (instances.Value.ReadyTimeout * 2) + options.Value.HealthyFor;
}

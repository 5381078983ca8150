using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Versions;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Upgrades;

/// <summary>Takes one instance to the target: stop, copy, switch, start, and look that it does well.</summary>
internal sealed class MemberSwitch(
    UpgradeStore store, HeldInstances held, DatabaseBackup backup, HealthWatch health, FleetState state,
    IOptions<VersionOptions> options, IOptions<InstancesOptions> instances)
{
    /// <summary>Up to where it may start again; goes on where a killed supervisor stopped.</summary>
    public async Task SwitchAsync(Upgrade upgrade, UpgradeMember member, CancellationToken ct)
    {
        if (member.State is not (MemberState.Waiting or MemberState.Stopping)) return;
        if (state.Find(member.StrategyId) is not { } keeper || keeper.Desired is { Deleted: true })
        {
            await store.SetMemberAsync(member, MemberState.Healthy, "it was deleted meanwhile", ct);
            held.LetGo(member.StrategyId);
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
        held.LetGo(member.StrategyId);
    }

    /// <summary>Waits until it is up again: until then it is one of those that are away.</summary>
    /// <returns>Why it is not; null when it is, or did not run before.</returns>
    public Task<string?> AwaitUpAsync(UpgradeMember member, CancellationToken ct) =>
        AwaitAsync(member, TimeSpan.Zero, ct);

    /// <returns>Why it does not do well; null when it does.</returns>
    public async Task<string?> AwaitHealthAsync(UpgradeMember member, CancellationToken ct)
    {
        if (member.State != MemberState.Switched) return null;
        if (await AwaitAsync(member, options.Value.HealthyFor, ct) is { } reason) return reason;
        await store.SetMemberAsync(member, MemberState.Healthy, null, ct);
        return null;
    }

    private async Task<string?> AwaitAsync(UpgradeMember member, TimeSpan healthyFor, CancellationToken ct)
    {
        if (member is not { State: MemberState.Switched, Runs: true }) return null;
        var mostWait = (instances.Value.ReadyTimeout * 2) + healthyFor;
        return await health.AwaitAsync(member.StrategyId, healthyFor, mostWait, ct) is { } reason
            ? $"strategy {member.StrategyId}: {reason}" : null;
    }
}

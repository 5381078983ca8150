using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Versions;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Upgrades;

/// <summary>Takes every instance that was touched back to its program and its database of before.</summary>
internal sealed class UpgradeRollback(
    UpgradeStore store, HeldInstances held, DatabaseBackup backup, HealthWatch health, FleetState state,
    Programs programs, IOptions<VersionOptions> options, IOptions<InstancesOptions> instances)
{
    /// <exception cref="IOException">A database could not be put back; its instance stays held.</exception>
    public async Task RunAsync(Upgrade upgrade, CancellationToken ct)
    {
        await store.SetCurrentAsync(upgrade.FromVersion, ct);
        programs.Current = upgrade.FromVersion;
        var members = await store.MembersAsync(upgrade.Id, ct);
        var touched = members.Where(one => one.State is not (MemberState.Waiting or MemberState.Restored));
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Value.SwitchAtOnce, CancellationToken = ct,
        };
        await Parallel.ForEachAsync(touched, parallel, async (one, token) => await RestoreAsync(upgrade, one, token));
        await TellNewOnesAsync(upgrade, members, ct);
        await AwaitBackAsync(upgrade, members, ct);
    }

    private async Task RestoreAsync(Upgrade upgrade, UpgradeMember member, CancellationToken ct)
    {
        if (member.State != MemberState.Restoring)
        {
            await store.SetMemberAsync(member, MemberState.Restoring, null, ct);
        }

        if (state.Find(member.StrategyId) is not { } keeper || keeper.Desired is { Deleted: true })
        {
            await store.SetMemberAsync(member, MemberState.Restored, "it was deleted meanwhile", ct);
            held.LetGo(member.StrategyId);
            return;
        }

        await held.HoldAsync(keeper, ct);
        var isKept = backup.Has(upgrade.Id, member.StrategyId);
        if (isKept) backup.Restore(upgrade.Id, member.StrategyId);
        await held.SwitchAsync(keeper, member.FromVersion, again: true, ct);
        await store.SetMemberAsync(
            member, MemberState.Restored, isKept ? "program and database" : "its database was not touched", ct);
        held.LetGo(member.StrategyId);
    }

    // Their databases were made by the target, and an older program could not use them.
    private async Task TellNewOnesAsync(Upgrade upgrade, List<UpgradeMember> members, CancellationToken ct)
    {
        var known = members.Select(member => member.StrategyId).ToHashSet();
        foreach (var keeper in state.Keepers.Where(one => !known.Contains(one.StrategyId)
            && one.Instance.ProgramVersion == upgrade.TargetVersion))
        {
            await store.AddStepAsync(
                upgrade.Id, "left", keeper.StrategyId,
                $"first started with {upgrade.TargetVersion}: it stays on it", ct);
        }
    }

    private async Task AwaitBackAsync(Upgrade upgrade, List<UpgradeMember> members, CancellationToken ct)
    {
        foreach (var member in members.Where(one => one is { State: MemberState.Restored, Runs: true }))
        {
            var problem = await health.AwaitAsync(
                member.StrategyId, TimeSpan.Zero, instances.Value.ReadyTimeout, ct);
            await store.AddStepAsync(
                upgrade.Id, problem is null ? "back" : "not_back", member.StrategyId, problem, ct);
        }
    }
}

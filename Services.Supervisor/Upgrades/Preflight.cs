using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Versions;

namespace BtcWatcher.Services.Supervisor.Upgrades;

/// <summary>What must hold before the first instance is touched, and the plan that follows.</summary>
internal sealed class Preflight(
    UpgradeStore store, VersionVerification verification, DatabaseBackup backup, FleetState state, TimeProvider clock)
{
    // The databases before it, those after it that a rollback puts aside, and something to breathe.
    private const int Copies = 2;
    private const long Reserve = 64 << 20;

    /// <returns>Why it cannot be done; null when everything holds.</returns>
    public async Task<string?> CheckAsync(Upgrade upgrade, CancellationToken ct)
    {
        var needed = (backup.SizeOf(Known().Select(keeper => keeper.StrategyId)) * Copies) + Reserve;
        var free = backup.FreeSpace();
        if (free < needed)
        {
            return $"the backups of the databases need {needed >> 20} MiB, and {free >> 20} MiB are free";
        }

        await store.AddStepAsync(upgrade.Id, "disk_space", null, $"{needed >> 20} of {free >> 20} MiB", ct);
        if (await verification.RunAsync(upgrade.TargetVersion, ct) is not { } manifest)
        {
            return $"FreqTrade {upgrade.TargetVersion} is not installed any more";
        }

        foreach (var check in manifest.Checks)
        {
            await store.AddStepAsync(
                upgrade.Id, $"check_{check.Name}", null,
                $"{check.Result.ToString().ToLowerInvariant()}: {check.Detail}", ct);
        }

        return manifest.Checks.FirstOrDefault(check => check.Result == CheckResult.Failed) is { } failed
            ? $"FreqTrade {upgrade.TargetVersion} did not pass the check '{failed.Name}': {failed.Detail}" : null;
    }

    /// <summary>Every instance that is not on the target yet and not among these already.</summary>
    public IReadOnlyList<UpgradeMember> Plan(Upgrade upgrade, IReadOnlyList<UpgradeMember> members)
    {
        var known = members.Select(member => member.StrategyId).ToHashSet();
        var others = Known().Where(keeper => !known.Contains(keeper.StrategyId)
            && keeper.Instance.ProgramVersion != upgrade.TargetVersion).ToList();
        var runs = others.ToLookup(keeper => keeper.Instance.State.IsReachable(), keeper => keeper.StrategyId);
        var waves = WavePlan.Of(runs[true], runs[false]);
        return [.. others.Select(keeper => new UpgradeMember
        {
            UpgradeId = upgrade.Id,
            StrategyId = keeper.StrategyId,
            Wave = known.Count == 0 ? waves[keeper.StrategyId] : WavePlan.Last,
            FromVersion = keeper.Instance.ProgramVersion,
            StateSince = clock.GetUtcNow(),
        })];
    }

    // With a row of its own: what was never started has no program and no database.
    private IEnumerable<Keeper> Known() => state.Keepers.Where(keeper =>
        keeper.Instance.Generation > 0 && keeper.Desired is not { Deleted: true });
}

using BtcWatcher.Services.Supervisor.Versions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Supervisor.Upgrades;

/// <summary>What people ask of upgrades: accepted and stored, or refused with what to do.</summary>
internal sealed class UpgradeRequests(
    UpgradeStore store, UpgradeLoop loop, UpgradeAlerts alerts, VersionStore versions, Programs programs,
    VersionFolders folders)
{
    private static readonly UpgradeState[] CanBeRolledBack =
        [UpgradeState.Preflight, UpgradeState.Switching, UpgradeState.Succeeded];

    public async Task<(Upgrade? Upgrade, ProblemHttpResult? Problem)> UpgradeAsync(
        string target, string? by, CancellationToken ct)
    {
        if (versions.Find(target) is not { } manifest) return (null, VersionProblems.NotFound(target));
        if (manifest.ReplacedBy is { } now) return (null, VersionProblems.Replaced(target, now));
        if (target == programs.CurrentName) return (null, VersionProblems.AlreadyCurrent(target));
        var upgrade = await store.BeginAsync(programs.CurrentName, target, by, alerts.ResolveAsync, ct);
        if (upgrade is null)
        {
            return (null, VersionProblems.UpgradeRunning((await store.FindActiveAsync(ct))?.Id));
        }

        loop.Look();
        return (upgrade, null);
    }

    /// <summary>Ends the upgrade that is being done, or takes back the last one that succeeded.</summary>
    public async Task<(Upgrade? Upgrade, ProblemHttpResult? Problem)> RollBackAsync(string? by, CancellationToken ct)
    {
        var upgrade = await store.FindActiveAsync(ct) ?? await LastAsync(ct);
        if (upgrade is null) return (null, VersionProblems.NothingToRollBack());
        if (upgrade.State == UpgradeState.RollingBack) return (null, VersionProblems.UpgradeRunning(upgrade.Id));
        if (upgrade.FromVersion is { } from && programs.Missing(from) is { } missing)
        {
            return (null, VersionProblems.CannotRun(missing));
        }

        var reason = $"asked for by {by ?? "an administrator"}";
        var changed = await store.ChangeAsync(
            upgrade.Id, CanBeRolledBack, row =>
                (row.State, row.Reason, row.FinishedAt) = (UpgradeState.RollingBack, reason, null),
            "rolling_back", reason, ct, alerts.RaiseAsync);
        if (changed is null) return (null, VersionProblems.NothingToRollBack());
        loop.Look();
        return (changed, null);
    }

    // Its databases must be kept still, and nobody may have gone on from there.
    private async Task<Upgrade?> LastAsync(CancellationToken ct) =>
        (await store.ListAsync(null, 100, ct)).FirstOrDefault(row => row.State == UpgradeState.Succeeded) is { } last
            && last.TargetVersion == programs.Current && Directory.Exists(folders.BackupOf(last.Id)) ? last : null;
}

using BtcWatcher.Services.Supervisor.Upgrades;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Supervisor.Versions;

/// <summary>Removes a version that nothing needs.</summary>
internal sealed class VersionRemoval(
    VersionStore store, VersionViews views, VersionWork work, Programs programs, UpgradeStore upgrades)
{
    /// <returns>Why it stays; null when it is gone.</returns>
    public async Task<ProblemHttpResult?> RunAsync(string version, CancellationToken ct)
    {
        if (store.Find(version) is not { } manifest) return VersionProblems.NotFound(version);
        if (work.Now?.Version == version) return VersionProblems.Busy(work.Now);
        if (manifest is { Source: VersionSource.Configured, ReplacedBy: null })
        {
            return VersionProblems.InUse(version, "it is what FreqTrade:Command runs");
        }

        if (version == programs.CurrentName) return VersionProblems.InUse(version, "it is the present version");
        if (views.Instances().GetValueOrDefault(version) is var count and > 0)
        {
            return VersionProblems.InUse(version, $"{count} instances run with it");
        }

        var active = await upgrades.FindActiveAsync(ct);
        if (active?.TargetVersion == version || active?.FromVersion == version)
        {
            return VersionProblems.InUse(version, "an upgrade needs it");
        }

        store.Remove(version);
        return null;
    }
}

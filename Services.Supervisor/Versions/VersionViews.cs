using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Upgrades;

namespace BtcWatcher.Services.Supervisor.Versions;

/// <summary>One version as people see it.</summary>
/// <param name="Version">Its name.</param>
/// <param name="State">installing, installed, verifying, verified, failed, replaced.</param>
/// <param name="Source">configured, registered, installed.</param>
/// <param name="IsCurrent">New instances run with it.</param>
/// <param name="Command">Program and leading arguments.</param>
/// <param name="Packages">Python packages installed with it.</param>
/// <param name="InstalledAt">When it came here.</param>
/// <param name="VerifiedAt">When every check last passed.</param>
/// <param name="Checks">What the last verification saw.</param>
/// <param name="Instances">How many instances it is set for.</param>
/// <param name="Problem">Why the last attempt to install or verify it failed.</param>
/// <param name="Log">The end of what its installation printed; only where one is asked for.</param>
internal sealed record VersionView(
    string Version, string State, VersionSource? Source, bool IsCurrent, IReadOnlyList<string>? Command,
    IReadOnlyList<string> Packages, DateTimeOffset? InstalledAt, DateTimeOffset? VerifiedAt,
    IReadOnlyList<VersionCheck> Checks, int Instances, string? Problem, IReadOnlyList<string>? Log);

/// <summary>The present version, and how many instances run with which.</summary>
internal sealed record CurrentView(
    string? Version, VersionView? Details, IReadOnlyList<VersionCheck> Checks,
    IReadOnlyDictionary<string, int> Instances, UpgradeView? Upgrade, bool Simulated);

internal sealed record VersionAccepted(string Status, string Version, string Job, string Message);

internal sealed class VersionViews(
    VersionStore store, Programs programs, VersionWork work, VersionInstall install, FleetState state)
{
    private const int LogLines = 200;

    public IReadOnlyList<VersionView> All() => [.. store.All.Select(one => Of(one, null)).Concat(NotInstalled())];

    public VersionView? Find(string version)
    {
        if (!VersionFolders.IsName(version)) return null;
        var view = store.Find(version) is { } manifest ? Of(manifest, null)
            : NotInstalled().FirstOrDefault(one => one.Version == version);
        return view is null ? null : view with { Log = install.LogOf(version, LogLines) };
    }

    /// <summary>How many instances are set for which version.</summary>
    public IReadOnlyDictionary<string, int> Instances() => state.Keepers
        .Where(keeper => keeper.Instance.Generation > 0 && keeper.Desired is not { Deleted: true })
        .GroupBy(keeper => programs.Actual(keeper.Instance.ProgramVersion) ?? programs.CurrentName ?? "unknown")
        .OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count());

    private VersionView Of(VersionManifest manifest, IReadOnlyList<string>? log)
    {
        var problem = work.Problems.GetValueOrDefault(manifest.Version);
        return new(
            manifest.Version, StateOf(manifest), manifest.Source, manifest.Version == programs.CurrentName,
            programs.Words(manifest.Version), manifest.Packages, manifest.InstalledAt, manifest.VerifiedAt,
            manifest.Checks, Instances().GetValueOrDefault(manifest.Version), problem, log);
    }

    private string StateOf(VersionManifest manifest) =>
        work.Now is { } now && now.Version == manifest.Version ? now.Name
        : manifest.ReplacedBy is not null ? "replaced"
        : manifest.VerifiedAt is not null ? "verified"
        : manifest.Checks.Count > 0 || work.Problems.ContainsKey(manifest.Version) ? "failed"
        : "installed";

    // Being installed, or not installed for a reason.
    private IEnumerable<VersionView> NotInstalled()
    {
        var now = work.Now is { } activity && store.Find(activity.Version) is null ? activity : null;
        if (now is not null) yield return Absent(now.Version, now.Name, null);
        foreach (var (version, problem) in work.Problems)
        {
            if (store.Find(version) is null && version != now?.Version) yield return Absent(version, "failed", problem);
        }
    }

    private static VersionView Absent(string version, string state, string? problem) =>
        new(version, state, null, false, null, [], null, null, [], 0, problem, null);
}

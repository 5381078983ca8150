using BtcWatcher.Services.Supervisor.Versions;

namespace BtcWatcher.Services.Supervisor.Upgrades;

/// <summary>
/// What must be known of versions before an instance's loop begins: which there are, which is the present one, and whom
/// a half-done upgrade holds.
/// </summary>
internal sealed class UpgradesAtStart(
    VersionStore versions, Programs programs, UpgradeStore store, HeldInstances held)
{
    public async Task RunAsync(CancellationToken ct)
    {
        versions.Load();
        programs.Current = (await store.CurrentAsync(ct)).Version;
        if (await store.FindActiveAsync(ct) is { } upgrade) held.Restore(await store.MembersAsync(upgrade.Id, ct));
    }
}

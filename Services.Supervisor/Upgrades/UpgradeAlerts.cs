using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Upgrades;

/// <summary>One alert for an upgrade that did not succeed; the next one that begins resolves it.</summary>
internal sealed class UpgradeAlerts(
    UpgradeStore store, IOptions<InstallationOptions> installation, TimeProvider clock)
{
    public const string Key = "freqtrade:upgrade";

    public async Task RaiseAsync(SupervisorDbContext db, Upgrade upgrade)
    {
        var isBack = upgrade.State == UpgradeState.RollingBack;
        (await db.CurrentVersions.SingleAsync()).AlertRaised = true;
        store.Tell(db, new AlertRaised
        {
            Key = Key,
            Severity = AlertSeverity.Critical,
            TitleEn = isBack ? $"FreqTrade is rolled back from {upgrade.TargetVersion}"
                : $"FreqTrade was not upgraded to {upgrade.TargetVersion}",
            TitleZh = isBack ? $"FreqTrade 正从 {upgrade.TargetVersion} 回滚"
                : $"FreqTrade 未能升级到 {upgrade.TargetVersion}",
            Detail = $"{upgrade.Reason}\nGET /api/v1/freqtrade/upgrades/{upgrade.Id} tells every step.",
            At = clock.GetUtcNow(),
            Simulated = installation.Value.Simulated,
        });
    }

    public async Task ResolveAsync(SupervisorDbContext db)
    {
        var current = await db.CurrentVersions.SingleAsync();
        if (!current.AlertRaised) return;
        current.AlertRaised = false;
        store.Tell(db, new AlertResolved { Key = Key, At = clock.GetUtcNow() });
    }
}

using BtcWatcher.ServiceDefaults.Database;
using BtcWatcher.Services.Supervisor.Outbound;
using BtcWatcher.Services.Supervisor.Upgrades;

namespace BtcWatcher.Services.Supervisor.Storage;

internal static class SupervisorMigrations
{
    public static IReadOnlyList<Migration> All { get; } =
    [
        InstancesMigration.Create(), MemoryLimitMigration.Create(), HistoryMigration.Create(3),
        UpgradesMigration.Create(4), OutboundRoutesMigration.Create(5),
    ];
}

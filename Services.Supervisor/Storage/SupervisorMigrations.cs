using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Supervisor.Storage;

internal static class SupervisorMigrations
{
    public static IReadOnlyList<Migration> All { get; } =
        [InstancesMigration.Create(), MemoryLimitMigration.Create(), HistoryMigration.Create(3)];
}

using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Supervisor.Storage;

internal static class MemoryLimitMigration
{
    public static Migration Create() => new(2, "memory limit of the running generation", """
        ALTER TABLE instances ADD COLUMN memory_limit_mb int;
        """);
}

using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Api.Database;

internal static class M003Settings
{
    public static Migration Migration { get; } = new(3, "versions of the settings", """
        create table settings_versions (
            version bigint primary key,
            hash bytea not null,
            created_at timestamptz not null
        );
        """);
}

using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Api.Database;

internal static class M005VersionNotes
{
    public static Migration Migration { get; } = new(5, "notes of versions", """
        alter table strategy_versions add column note text;
        """);
}

using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Api.Database;

/// <summary>History of the schema api.</summary>
internal static class ApiMigrations
{
    public static IReadOnlyList<Migration> All { get; } =
    [
        M001Users.Migration, M002Strategies.Migration, M003Settings.Migration, M004Jobs.Migration,
        M005VersionNotes.Migration, M006UsersAndAudit.Migration, M007ApiKeys.Migration,
        M008SecondFactors.Migration, M009Drafts.Migration, M010GatewaySessions.Migration,
        M011SettingsHistory.Migration, M012Proxies.Migration,
    ];
}

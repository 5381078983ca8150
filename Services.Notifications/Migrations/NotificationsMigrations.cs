using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Notifications.Migrations;

/// <summary>The history of the schema notifications.</summary>
internal static class NotificationsMigrations
{
    public static IReadOnlyList<Migration> All { get; } = [Channels.Migration, RunningAgain.Migration];
}

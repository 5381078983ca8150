using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Notifications.Migrations;

internal static class RunningAgain
{
    public static Migration Migration { get; } = new(2, "alerts tell that it works again", """
        ALTER TABLE alerts ADD COLUMN running_again_since timestamptz;
        """);
}

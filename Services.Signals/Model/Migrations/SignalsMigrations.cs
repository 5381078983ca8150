using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Signals.Model.Migrations;

internal static class SignalsMigrations
{
    public static IReadOnlyList<Migration> All { get; } = [SignalsTables.Migration];
}

using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Settings;
using Npgsql;

namespace BtcWatcher.ServiceDefaults.Database;

/// <summary>
/// What a service must know before it is connected: the copy of the settings that it kept when it last ran.
/// </summary>
internal static class StartSettings
{
    private const int TimeoutSeconds = 3;

    /// <summary>The defaults at the very first start, and while the database is away.</summary>
    public static PerformanceSettings Performance(ServiceDatabase database)
    {
        try
        {
            using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString)
            {
                Pooling = false, Timeout = TimeoutSeconds, CommandTimeout = TimeoutSeconds,
            }.ConnectionString);
            connection.Open();
            using var command = new NpgsqlCommand("SELECT body FROM settings_copy WHERE id = 1", connection);
            return command.ExecuteScalar() is string body
                ? JsonSerializer.Deserialize<SettingsSnapshot>(body, MessageJson.Options)!.System.Performance
                : new();
        }
        catch (Exception unknown) when (unknown is NpgsqlException or TimeoutException or JsonException)
        {
            return new();
        }
    }
}

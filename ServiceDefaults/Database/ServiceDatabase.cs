using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.ServiceDefaults.Settings;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;

namespace BtcWatcher.ServiceDefaults.Database;

/// <summary>
/// A service's place in the database: its own schema, and a role that may touch nothing else (ADR 0040).
/// </summary>
internal sealed record ServiceDatabase(string Schema, string AdminConnectionString, string ConnectionString)
{
    public string Role => "btcwatcher_" + Schema;

    public static ServiceDatabase Of(
        string schema, string adminConnectionString, InstallationKeys keys, PerformanceSettings performance)
    {
        var own = new NpgsqlConnectionStringBuilder(adminConnectionString)
        {
            Username = "btcwatcher_" + schema,
            Password = WebEncoders.Base64UrlEncode(keys.Derive("database/" + schema, 24)),
            SearchPath = schema,
            ApplicationName = "btcwatcher-" + schema,
            MinPoolSize = Math.Min(performance.DbPoolMinSize, performance.DbPoolMaxSize),
            MaxPoolSize = performance.DbPoolMaxSize,
            CommandTimeout = performance.DbCommandTimeout,
        };
        return new ServiceDatabase(schema, adminConnectionString, own.ConnectionString);
    }

    public string Password => new NpgsqlConnectionStringBuilder(ConnectionString).Password!;
}

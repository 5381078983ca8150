using System.ComponentModel.DataAnnotations;

namespace BtcWatcher.ServiceDefaults.Database;

/// <summary>How a service uses the installation's database.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>
    /// Connections of one service process, in the place of the setting system.performance.db_pool_max_size.
    /// </summary>
    [Range(2, 200)]
    public int? MaxPoolSize { get; set; }

    /// <summary>How long a start waits for the database.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(2);
}

using System.ComponentModel.DataAnnotations;

namespace BtcWatcher.ServiceDefaults.Database;

/// <summary>How a service uses the installation's database.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>
    /// Connections of one service process; five services and their bootstrap must fit the server's limit.
    /// </summary>
    [Range(2, 200)]
    public int MaxPoolSize { get; set; } = 15;

    /// <summary>How long a start waits for the database.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(2);
}

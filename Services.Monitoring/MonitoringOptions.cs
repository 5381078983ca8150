using System.ComponentModel.DataAnnotations;

namespace BtcWatcher.Services.Monitoring;

/// <summary>How this service works; intervals that people may change live in the settings system.yml.</summary>
internal sealed class MonitoringOptions
{
    public const string Section = "Monitoring";

    /// <summary>How often the error queues are counted.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ErrorQueueInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the supervisor may take to answer before the last known state is shown.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan SupervisorTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the samples of every five minutes are kept.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan TrendRetention { get; set; } = TimeSpan.FromDays(90);
}

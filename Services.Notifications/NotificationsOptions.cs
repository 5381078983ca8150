using System.ComponentModel.DataAnnotations;

namespace BtcWatcher.Services.Notifications;

/// <summary>How this service works; what people may change lives in the settings notifications.yml.</summary>
internal sealed class NotificationsOptions : IValidatableObject
{
    public const string Section = "Notifications";

    /// <summary>How long one attempt to deliver may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Wait after the first failed attempt; it doubles until <see cref="LongestRetryDelay"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Attempts after which a notification counts as failed; the default stretches over four hours.</summary>
    [Range(1, 1000)]
    public int MaxAttempts { get; set; } = 50;

    /// <summary>Attempts that run at once on one channel, so that a slow one does not hold up the others.</summary>
    [Range(1, 64)]
    public int LanesPerChannel { get; set; } = 4;

    /// <summary>How often the delivery loop looks by itself; a decision wakes it at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the signals are read from the last position, beside the events.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan FollowInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Signals younger than this are left to their event, which carries the trace.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan FollowDistance { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Older news is not rung out by itself any more but comes with the next digest.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LateAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>IANA name of the zone in which time slots are read.</summary>
    [Required]
    public string TimeZone { get; set; } = "UTC";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            yield return new ValidationResult(
                $"Notifications:TimeZone '{TimeZone}' is not a time zone; give an IANA name such as Asia/Shanghai.");
        }
    }
}

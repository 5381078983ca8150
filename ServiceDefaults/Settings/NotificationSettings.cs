using System.ComponentModel.DataAnnotations;

namespace BtcWatcher.ServiceDefaults.Settings;

/// <summary>config/notifications.yml. Intervals in seconds; 0 switches a limit off.</summary>
public sealed record NotificationSettings
{
    public RateLimitSettings RateLimiting { get; init; } = new();

    [KnownNames("P0", "P1", "P2")]
    public IReadOnlyDictionary<string, PrioritySettings> Priorities { get; init; } =
        new Dictionary<string, PrioritySettings>
        {
            ["P0"] = Priority("immediate", 0, "sms", "feishu", "wechat", "email", "webhook"),
            ["P1"] = Priority("within a minute", 60, "feishu", "wechat", "email", "webhook"),
            ["P2"] = Priority("batch", 300, "email", "webhook"),
        };

    /// <summary>Hours of the day with their own priorities and channels. None: everything at any hour.</summary>
    public IReadOnlyDictionary<string, TimeSlotSettings> TimeSlots { get; init; } =
        new Dictionary<string, TimeSlotSettings>();
    public TemplateSettings Templates { get; init; } = new();

    private static PrioritySettings Priority(string name, int delaySeconds, params string[] channels) =>
        new() { Name = name, DelaySeconds = delaySeconds, Channels = channels };
}

public sealed record RateLimitSettings
{
    [Range(0, 86400)] public int SamePairInterval { get; init; } = 300;
    [Range(0, 10000)] public int GlobalMaxPerMinute { get; init; } = 5;
    [Range(0, 86400)] public int BatchInterval { get; init; } = 300;
}

public sealed record PrioritySettings
{
    public string Name { get; init; } = "";
    [Range(0, 86400)] public int DelaySeconds { get; init; }

    [KnownNames("sms", "feishu", "wechat", "telegram", "email", "webhook")]
    public IReadOnlyList<string> Channels { get; init; } = [];
}

public sealed record TimeSlotSettings
{
    [RegularExpression("^([01][0-9]|2[0-3]):[0-5][0-9]$", ErrorMessage = "must be a time of day as HH:MM")]
    public string StartTime { get; init; } = "00:00";

    [RegularExpression("^([01][0-9]|2[0-3]):[0-5][0-9]$", ErrorMessage = "must be a time of day as HH:MM")]
    public string EndTime { get; init; } = "00:00";

    [KnownNames("P0", "P1", "P2")]
    public IReadOnlyList<string> EnabledPriorities { get; init; } = [];

    [KnownNames("sms", "feishu", "wechat", "telegram", "email", "webhook")]
    public IReadOnlyList<string> EnabledChannels { get; init; } = [];
}

public sealed record TemplateSettings
{
    [AllowedValues("simple", "detailed", "custom")] public string SignalTemplate { get; init; } = "simple";
    public bool IncludeIndicators { get; init; } = true;
    public bool IncludeChartLink { get; init; } = true;
    [NotYetUsed("messages carry no pictures in this version")]
    public bool IncludeChartScreenshot { get; init; }
}

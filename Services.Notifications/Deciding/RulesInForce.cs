using System.Globalization;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.Services.Notifications.Channels;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Notifications.Deciding;

/// <summary>Reads the limits out of the settings, each time anew, so that a change counts at once.</summary>
internal sealed class RulesInForce(ISettings settings, IOptionsMonitor<NotificationsOptions> options)
{
    public DeliveryRules Current => From(settings.Current.Notifications, options.CurrentValue);

    public static DeliveryRules From(NotificationSettings settings, NotificationsOptions options) => new()
    {
        SamePairInterval = TimeSpan.FromSeconds(settings.RateLimiting.SamePairInterval),
        MaxPerMinute = settings.RateLimiting.GlobalMaxPerMinute,
        BatchInterval = TimeSpan.FromSeconds(settings.RateLimiting.BatchInterval),
        LateAfter = options.LateAfter,
        Texts = new()
        {
            Indicators = settings.Templates.IncludeIndicators,
            ChartLink = settings.Templates.IncludeChartLink,
            PriorityNames = settings.Priorities.ToDictionary(one => one.Key, one => one.Value.Name),
        },
        Priorities = PrioritiesOf(settings),
        Slots = new TimeSlots(
            [.. settings.TimeSlots.Values.Select(SlotOf)], TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone)),
    };

    private static Dictionary<SignalPriority, PriorityRule> PrioritiesOf(NotificationSettings settings)
    {
        var rules = new Dictionary<SignalPriority, PriorityRule>();
        foreach (var (name, priority) in settings.Priorities)
        {
            if (Enum.TryParse<SignalPriority>(name, ignoreCase: true, out var key))
            {
                rules[key] = new PriorityRule(TimeSpan.FromSeconds(priority.DelaySeconds), Kinds(priority.Channels));
            }
        }

        return rules;
    }

    private static TimeSlot SlotOf(TimeSlotSettings slot) => new(
        TimeOnly.ParseExact(slot.StartTime, "HH:mm", CultureInfo.InvariantCulture),
        TimeOnly.ParseExact(slot.EndTime, "HH:mm", CultureInfo.InvariantCulture),
        slot.EnabledPriorities.SelectMany(Parse<SignalPriority>).ToHashSet(),
        Kinds(slot.EnabledChannels));

    // Kinds that this version does not send by (sms, feishu, wechat) are valid in the file and match no channel.
    private static HashSet<ChannelKind> Kinds(IEnumerable<string> names) =>
        names.SelectMany(Parse<ChannelKind>).ToHashSet();

    private static IEnumerable<T> Parse<T>(string name)
        where T : struct, Enum => Enum.TryParse<T>(name, ignoreCase: true, out var value) ? [value] : [];
}

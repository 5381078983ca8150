using System.Collections;
using System.Reflection;

namespace BtcWatcher.ServiceDefaults.Settings;

/// <summary>One value in force, by its full name such as system.monitoring.system_status_interval.</summary>
public sealed record SettingValue(string Key, PropertyInfo Property, object? Value)
{
    private const string Mask = "********";

    public bool IsSecret => Property.IsDefined(typeof(SecretSettingAttribute));

    /// <summary>The value for eyes: a secret is masked, or empty when it is not set.</summary>
    public object? Shown => IsSecret && Value is string { Length: > 0 } ? Mask : Value;

    /// <summary>Why nothing depends on it yet; null for a setting that works.</summary>
    public string? NotYetUsed => Property.GetCustomAttribute<NotYetUsedAttribute>()?.Why;

    public bool AtRestart => Property.IsDefined(typeof(AtRestartAttribute));

    /// <summary>All values of all sections, in the order in which they are declared.</summary>
    public static IReadOnlyList<SettingValue> Of(SettingsSnapshot settings) =>
    [
        .. Of(settings.System, SettingsSections.System),
        .. Of(settings.Notifications, SettingsSections.Notifications),
        .. Of(settings.Proxy, SettingsSections.Proxy),
    ];

    private static IEnumerable<SettingValue> Of(object settings, string path)
    {
        foreach (var property in settings.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var key = $"{path}.{SettingsBinder.Name(property)}";
            var value = property.GetValue(settings);
            var inner = value switch
            {
                IDictionary { Count: > 0 } map => map.Keys.Cast<string>()
                    .SelectMany(name => Of(map[name]!, $"{key}.{name}")),
                not null when SettingsBinder.IsRecord(value.GetType()) => Of(value, key),
                _ => [new(key, property, value)],
            };
            foreach (var one in inner) yield return one;
        }
    }
}

/// <summary>The three sections, each of which has a file.</summary>
public static class SettingsSections
{
    public const string System = "system";
    public const string Notifications = "notifications";
    public const string Proxy = "proxy";

    public static IReadOnlyList<string> All { get; } = [System, Notifications, Proxy];
}

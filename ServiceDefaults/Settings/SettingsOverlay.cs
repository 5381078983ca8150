using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace BtcWatcher.ServiceDefaults.Settings;

/// <summary>Puts single values over settings that were just read and that nobody else holds yet.</summary>
public static partial class SettingsOverlay
{
    /// <summary>Errors begin with the full name of their setting.</summary>
    /// <param name="target">Changed in place.</param>
    /// <param name="key">Such as system.monitoring.system_status_interval, or notifications.time_slots.night.</param>
    /// <param name="value">Its text as in a file; JSON is such a text.</param>
    /// <param name="errors">Gets what is wrong; ranges are checked by <see cref="Check"/>.</param>
    public static void Apply(SettingsSnapshot target, string key, string value, List<string> errors)
    {
        object at = target;
        var names = key.Split('.');
        for (var i = 0; i < names.Length; i++)
        {
            var last = i == names.Length - 1;
            if (at is IDictionary map)
            {
                if (!Enter(map, names[i], key, errors)) return;
                if (last) map[names[i]] = Bind(value, map.GetType().GetGenericArguments()[1], key, errors);
                else at = map[names[i]]!;
            }
            else if (Find(at, names[i], key, errors) is not { } property)
            {
                return;
            }
            else if (last)
            {
                Set(at, property, value, key, errors);
            }
            else
            {
                at = property.GetValue(at) ?? "";
            }
        }
    }

    /// <summary>What is wrong with the values of all settings.</summary>
    public static IReadOnlyList<string> Check(SettingsSnapshot settings)
    {
        var errors = new List<string>();
        SettingsBinder.Check(settings.System, SettingsSections.System, errors);
        SettingsBinder.Check(settings.Notifications, SettingsSections.Notifications, errors);
        SettingsBinder.Check(settings.Proxy, SettingsSections.Proxy, errors);
        return errors;
    }

    private static bool Enter(IDictionary map, string name, string key, List<string> errors)
    {
        if (!EntryName().IsMatch(name))
        {
            errors.Add($"{key} is not a setting: a name is 1 to 50 letters, digits, _ and -");
            return false;
        }

        map[name] ??= Activator.CreateInstance(map.GetType().GetGenericArguments()[1]);
        return true;
    }

    private static PropertyInfo? Find(object at, string name, string key, List<string> errors)
    {
        var properties = !SettingsBinder.IsRecord(at.GetType()) ? []
            : at.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => at is not SettingsSnapshot || SettingsBinder.IsRecord(property.PropertyType))
                .ToDictionary(SettingsBinder.Name);
        if (properties.TryGetValue(name, out var found)) return found;
        errors.Add(properties.Count == 0 ? $"{key} is not a setting"
            : $"{key} is not a setting; known instead of '{name}': {string.Join(", ", properties.Keys)}");
        return null;
    }

    private static void Set(object at, PropertyInfo property, string value, string key, List<string> errors)
    {
        if (SettingsBinder.IsRecord(property.PropertyType))
        {
            errors.Add($"{key} holds several settings: name one of them");
            return;
        }

        var before = errors.Count;
        var bound = Bind(value, property.PropertyType, key, errors);
        if (errors.Count == before) property.SetValue(at, bound);
    }

    private static object? Bind(string value, Type type, string key, List<string> errors)
    {
        var found = new List<string>();
        object? bound = null;
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(value));
            var node = stream.Documents.Count == 1 ? stream.Documents[0].RootNode : null;
            if (node is null || SettingsBinder.IsNull(node)) found.Add($"{key} must have a value");
            else bound = SettingsBinder.Bind(node, type, key, found);
        }
        catch (YamlException)
        {
            found.Add($"{key} cannot be read: write the value as in a file");
        }

        // There are no lines here.
        errors.AddRange(found.Select(error => Line().Replace(error, "")));
        return bound;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,50}\z")]
    private static partial Regex EntryName();

    [GeneratedRegex(@" \(line \d+\)")]
    private static partial Regex Line();
}

using BtcWatcher.ServiceDefaults.Settings;

namespace BtcWatcher.Services.Api.Settings;

/// <summary>Settings with where each value comes from.</summary>
internal sealed record ConfigSources(string Name, long Version, IReadOnlyList<ConfigValue> Settings)
{
    public static ConfigSources Of(string name, SettingsLayers layers)
    {
        var prefix = ConfigNames.PrefixOf(name);
        var defaults = Values(SettingsSnapshot.Default).ToDictionary(one => one.Key, one => one.Value);
        return new(name, layers.Settings.Version,
        [
            .. Values(layers.Settings).Where(one => SettingsLayers.Covers(prefix, one.Key)).Select(one =>
                new ConfigValue(
                    one.Key, one.Shown, defaults.GetValueOrDefault(one.Key), layers.SourceOf(one.Key), one.AtRestart,
                    one.NotYetUsed)),
        ]);
    }

    private static IReadOnlyList<SettingValue> Values(SettingsSnapshot settings) => SettingValue.Of(settings with
    {
        System = settings.System with { Monitoring = ConfigNames.InForce(settings.System.Monitoring) },
    });
}

/// <summary>One setting: secrets are masked.</summary>
/// <param name="Key">Full name, such as system.monitoring.system_status_interval.</param>
/// <param name="Value">In force.</param>
/// <param name="Default">Without file, override and environment; null for an entry that somebody added.</param>
/// <param name="Source">Where the value comes from.</param>
/// <param name="AtRestart">A change counts from the next start of each service.</param>
/// <param name="NotYetUsed">Why nothing depends on it; null for a setting that works.</param>
internal sealed record ConfigValue(
    string Key, object? Value, object? Default, SettingSource Source, bool AtRestart, string? NotYetUsed);

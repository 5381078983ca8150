using BtcWatcher.ServiceDefaults.Settings;

namespace BtcWatcher.Services.Api.Settings;

/// <summary>The names under which settings are read: sections of system.yml, and the other two files.</summary>
internal static class ConfigNames
{
    public const string Monitoring = "monitoring";
    private const string Mask = "********";

    public static IReadOnlyList<string> All { get; } =
    [
        Monitoring, SettingsSections.Notifications, SettingsSections.Proxy, "performance", "security", "backup",
        "freqtrade",
    ];

    /// <summary>What the full names of its settings begin with.</summary>
    public static string PrefixOf(string name) =>
        name is SettingsSections.Notifications or SettingsSections.Proxy ? name : $"{SettingsSections.System}.{name}";

    /// <summary>The values as the original answers them; null for another name.</summary>
    public static object? Read(string name, SettingsSnapshot settings) => name switch
    {
        Monitoring => InForce(settings.System.Monitoring),
        SettingsSections.Notifications => settings.Notifications,
        SettingsSections.Proxy => settings.Proxy,
        "performance" => settings.System.Performance,
        "security" => settings.System.Security with
        {
            JwtSecretKey = settings.System.Security.JwtSecretKey.Length > 0 ? Mask : "",
        },
        "backup" => settings.System.Backup,
        "freqtrade" => settings.System.Freqtrade,
        _ => null,
    };

    public static MonitoringSettings InForce(MonitoringSettings monitoring) => monitoring with
    {
        SystemStatusCacheTtl = monitoring.SystemStatusCacheTtl ?? 3 * monitoring.SystemStatusInterval,
        StrategyStatusCacheTtl = monitoring.StrategyStatusCacheTtl ?? 3 * monitoring.StrategyStatusInterval,
    };
}

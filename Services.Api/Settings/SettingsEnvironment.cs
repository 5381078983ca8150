namespace BtcWatcher.Services.Api.Settings;

/// <summary>
/// Settings given by the environment, as Settings__system__monitoring__system_status_interval=30: they win over all.
/// </summary>
internal static class SettingsEnvironment
{
    private const string Section = "Settings";

    public static IReadOnlyDictionary<string, string> Read(IConfiguration configuration) =>
        configuration.GetSection(Section).AsEnumerable(makePathsRelative: true)
            .Where(one => one.Value is not null)
            .ToDictionary(one => one.Key.Replace(':', '.'), one => one.Value!);
}

namespace BtcWatcher.Services.Api.Settings;

/// <summary>
/// Settings given by the environment, as Settings__system__monitoring__system_status_interval=30: they win over all.
/// An empty one is none.
/// </summary>
internal static class SettingsEnvironment
{
    private const string Section = "Settings";

    public static IReadOnlyDictionary<string, string> Read(IConfiguration configuration) =>
        configuration.GetSection(Section).AsEnumerable(makePathsRelative: true)
            .Where(one => one.Value is { Length: > 0 })
            .ToDictionary(one => one.Key.Replace(':', '.'), one => one.Value!);
}

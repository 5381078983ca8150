namespace BtcWatcher.Services.Api.Settings;

/// <summary>Where the settings files are.</summary>
internal sealed class ConfigOptions
{
    public const string Section = "Config";

    /// <summary>Folder of system.yml, notifications.yml and proxy.yml; a missing file means its defaults.</summary>
    public string Directory { get; set; } = "config";

    /// <summary>How often the files are looked at.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);
}

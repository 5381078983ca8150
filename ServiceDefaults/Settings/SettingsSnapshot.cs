namespace BtcWatcher.ServiceDefaults.Settings;

/// <summary>All settings of the installation at one version. Immutable; a change is a new snapshot.</summary>
public sealed record SettingsSnapshot
{
    public static SettingsSnapshot Default { get; } = new();

    /// <summary>0: the built-in defaults, before the api was ever heard.</summary>
    public long Version { get; init; }
    public SystemSettings System { get; init; } = new();
    public NotificationSettings Notifications { get; init; } = new();
    public ProxySettings Proxy { get; init; } = new();

    /// <summary>For other services and for storage.</summary>
    public SettingsSnapshot WithoutSecrets() =>
        this with { System = System with { Security = System.Security with { JwtSecretKey = "" } } };
}

namespace BtcWatcher.Services.Api.Settings;

/// <summary>A version of all settings together, known by the hash of their content.</summary>
internal sealed class SettingsVersion
{
    public required long Version { get; init; }
    public required byte[] Hash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

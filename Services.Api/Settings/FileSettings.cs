using System.Text.Json.Nodes;
using BtcWatcher.ServiceDefaults.Settings;

namespace BtcWatcher.Services.Api.Settings;

/// <summary>
/// The settings in force at the api, which alone reads the files. Every other content is a new version.
/// </summary>
internal sealed class FileSettings(
    SettingsFiles files, SettingsJournal journal, IConfiguration configuration, ILogger<FileSettings> logger)
    : ISettings, IDisposable
{
    private readonly SemaphoreSlim _loading = new(1);
    private volatile SettingsLayers _layers = SettingsLayers.None;

    public SettingsSnapshot Current => _layers.Settings;

    public SettingsLayers Layers => _layers;

    /// <summary>Reads the files and puts them in force, here and, by a message, everywhere.</summary>
    /// <exception cref="SettingsException">A file cannot be used; what was in force stays.</exception>
    public async Task<SettingsSnapshot> LoadAsync(CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
        {
            await PutInForceAsync(await files.ReadAsync(ct), request: null, ct);
            return _layers.Settings;
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Other overrides, over the files as they were last good.</summary>
    /// <exception cref="SettingsException">A value cannot be used; nothing was changed.</exception>
    /// <returns>Null: the version is another one than the request expects.</returns>
    public async Task<SettingsVersion?> ChangeAsync(SettingsRequest request, CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
        {
            return await PutInForceAsync(_layers.Files, request, ct);
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    private async Task<SettingsVersion?> PutInForceAsync(
        IReadOnlyDictionary<string, string> texts, SettingsRequest? request, CancellationToken ct)
    {
        var environment = SettingsEnvironment.Read(configuration);
        var (layers, version) = await journal.WriteAsync(
            overrides => SettingsLayers.Build(texts, overrides, environment),
            overrides => Usable(texts, overrides), request, ct);
        if (layers is null) return null;
        if (version!.Version != Current.Version) Log.SettingsInForce(logger, version.Version);
        _layers = layers.At(version.Version);
        return version;
    }

    // One that another version wrote, and that this one does not know, must not keep the system from starting.
    private Dictionary<string, JsonNode> Usable(
        IReadOnlyDictionary<string, string> texts, Dictionary<string, JsonNode> overrides)
    {
        // A file that is broken is said as such.
        SettingsLayers.Build(texts, SettingsLayers.None.Overrides, SettingsLayers.None.Environment);
        foreach (var (key, error) in SettingsLayers.Unusable(texts, overrides))
        {
            Log.OverrideIgnored(logger, key, error);
            overrides.Remove(key);
        }

        return overrides;
    }
}

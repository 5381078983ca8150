using BtcWatcher.ServiceDefaults.Settings;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Settings;

/// <summary>The three files of the settings.</summary>
internal sealed class SettingsFiles(IOptions<ConfigOptions> options, ILogger<SettingsFiles> logger)
{
    public const string System = "system";
    public const string Notifications = "notifications";
    public const string Proxy = "proxy";

    private static readonly string[] Names = [System, Notifications, Proxy];

    /// <summary>Changes with every write, appearance and disappearance of a file.</summary>
    public string Stamp() => string.Join('|', Names.Select(name => new FileInfo(PathOf(name)))
        .Select(file => file.Exists ? $"{file.LastWriteTimeUtc.Ticks}:{file.Length}" : "-"));

    /// <exception cref="SettingsException">A file cannot be read or used.</exception>
    public async Task<SettingsSnapshot> ReadAsync(CancellationToken ct)
    {
        return new()
        {
            System = await ReadAsync<SystemSettings>(System, ct),
            Notifications = await ReadAsync<NotificationSettings>(Notifications, ct),
            Proxy = await ReadAsync<ProxySettings>(Proxy, ct),
        };
    }

    private async Task<T> ReadAsync<T>(string name, CancellationToken ct)
        where T : new()
    {
        var path = PathOf(name);
        if (!File.Exists(path))
        {
            Log.SettingsFileMissing(logger, path);
            return new T();
        }

        try
        {
            return SettingsFile.Parse<T>(await File.ReadAllTextAsync(path, ct), name, Path.GetFileName(path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(Path.GetFileName(path), [$"cannot be read: {unreadable.Message}"]);
        }
    }

    private string PathOf(string name) => Path.GetFullPath(Path.Combine(options.Value.Directory, name + ".yml"));
}

using BtcWatcher.ServiceDefaults.Settings;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Settings;

/// <summary>The three files of the settings.</summary>
internal sealed class SettingsFiles(IOptions<ConfigOptions> options, ILogger<SettingsFiles> logger)
{
    /// <summary>Changes with every write, appearance and disappearance of a file.</summary>
    public string Stamp() => string.Join('|', SettingsSections.All.Select(name => new FileInfo(PathOf(name)))
        .Select(file => file.Exists ? $"{file.LastWriteTimeUtc.Ticks}:{file.Length}" : "-"));

    /// <summary>Section to text; a missing file has none, and is a warning.</summary>
    /// <exception cref="SettingsException">A file cannot be read.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(CancellationToken ct)
    {
        var texts = new Dictionary<string, string>();
        foreach (var name in SettingsSections.All)
        {
            if (await ReadAsync(PathOf(name), ct) is { } text) texts[name] = text;
        }

        return texts;
    }

    public static string NameOf(string section) => section + ".yml";

    private async Task<string?> ReadAsync(string path, CancellationToken ct)
    {
        if (!File.Exists(path))
        {
            Log.SettingsFileMissing(logger, path);
            return null;
        }

        try
        {
            return await File.ReadAllTextAsync(path, ct);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(Path.GetFileName(path), [$"cannot be read: {unreadable.Message}"]);
        }
    }

    private string PathOf(string name) => Path.GetFullPath(Path.Combine(options.Value.Directory, NameOf(name)));
}

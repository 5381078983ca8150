using System.Text.Json.Nodes;
using BtcWatcher.ServiceDefaults.Settings;

namespace BtcWatcher.Services.Api.Settings;

/// <summary>Where a value comes from; the later ones win.</summary>
internal enum SettingSource { Default, File, Override, Environment }

/// <summary>
/// The settings as their layers make them: default, file, override over REST, environment. Immutable.
/// </summary>
internal sealed class SettingsLayers
{
    private readonly HashSet<string> _inFiles;

    private SettingsLayers(
        SettingsSnapshot settings, IReadOnlyDictionary<string, string> files,
        IReadOnlyDictionary<string, JsonNode> overrides, IReadOnlyDictionary<string, string> environment)
    {
        Settings = settings;
        Files = files;
        Overrides = overrides;
        Environment = environment;
        _inFiles = [.. files.SelectMany(file => SettingsFile.KeysOf(file.Value, file.Key))];
    }

    public static SettingsLayers None { get; } = new(
        SettingsSnapshot.Default, new Dictionary<string, string>(), new Dictionary<string, JsonNode>(),
        new Dictionary<string, string>());

    public SettingsSnapshot Settings { get; private init; }

    /// <summary>Section to the text of its file.</summary>
    public IReadOnlyDictionary<string, string> Files { get; }
    public IReadOnlyDictionary<string, JsonNode> Overrides { get; }
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <exception cref="SettingsException">A value cannot be used; the error names setting and layer.</exception>
    public static SettingsLayers Build(
        IReadOnlyDictionary<string, string> files, IReadOnlyDictionary<string, JsonNode> overrides,
        IReadOnlyDictionary<string, string> environment)
    {
        var settings = new SettingsSnapshot
        {
            System = Read<SystemSettings>(files, SettingsSections.System),
            Notifications = Read<NotificationSettings>(files, SettingsSections.Notifications),
            Proxy = Read<ProxySettings>(files, SettingsSections.Proxy),
        };
        Put(settings, overrides.Select(one => (one.Key, one.Value.ToJsonString())), "override");
        Put(settings, environment.Select(one => (one.Key, one.Value)), "environment");
        return new(settings, files, overrides, environment);
    }

    /// <summary>The overrides that cannot be used, with what is wrong: another version may have written them.</summary>
    public static IReadOnlyDictionary<string, string> Unusable(
        IReadOnlyDictionary<string, string> files, IReadOnlyDictionary<string, JsonNode> overrides)
    {
        if (Fault(files, overrides) is null) return new Dictionary<string, string>();
        return overrides.Select(one => (one.Key, Fault: Fault(
                files, new Dictionary<string, JsonNode> { [one.Key] = one.Value })))
            .Where(one => one.Fault is not null).ToDictionary(one => one.Key, one => one.Fault!);
    }

    public SettingSource SourceOf(string key) =>
        Environment.Keys.Any(set => Covers(set, key)) ? SettingSource.Environment
        : Overrides.Keys.Any(set => Covers(set, key)) ? SettingSource.Override
        : _inFiles.Any(set => Covers(set, key)) ? SettingSource.File
        : SettingSource.Default;

    public SettingsLayers At(long version) =>
        new(Settings with { Version = version }, Files, Overrides, Environment);

    public static bool Covers(string outer, string key) =>
        key == outer || (key.StartsWith(outer, StringComparison.Ordinal) && key[outer.Length] == '.');

    private static string? Fault(
        IReadOnlyDictionary<string, string> files, IReadOnlyDictionary<string, JsonNode> overrides)
    {
        try
        {
            Build(files, overrides, None.Environment);
            return null;
        }
        catch (SettingsException unusable)
        {
            return string.Join("; ", unusable.Errors);
        }
    }

    // A map comes before its entries.
    private static void Put(SettingsSnapshot settings, IEnumerable<(string Key, string Text)> values, string layer)
    {
        var errors = new List<string>();
        foreach (var (key, text) in values.OrderBy(one => one.Key.Length))
        {
            SettingsOverlay.Apply(settings, key, text, errors);
        }

        if (errors.Count == 0) errors.AddRange(SettingsOverlay.Check(settings));
        if (errors.Count > 0) throw new SettingsException(layer, errors);
    }

    private static T Read<T>(IReadOnlyDictionary<string, string> files, string section)
        where T : new() =>
        files.TryGetValue(section, out var text)
            ? SettingsFile.Parse<T>(text, section, SettingsFiles.NameOf(section))
            : new T();
}

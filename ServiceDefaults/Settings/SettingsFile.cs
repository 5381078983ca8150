using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace BtcWatcher.ServiceDefaults.Settings;

/// <summary>The file cannot be used; every error names its setting and says what is expected.</summary>
public sealed class SettingsException(string source, IReadOnlyList<string> errors)
    : Exception($"{source}: {string.Join("; ", errors)}")
{
    public IReadOnlyList<string> Errors { get; } = errors;
}

/// <summary>
/// Reads a section of a YAML file into a settings record. Unknown names, wrong types and ranges are errors.
/// </summary>
public static class SettingsFile
{
    /// <param name="yaml">The file's text.</param>
    /// <param name="section">The one key at the top: system, notifications or proxy.</param>
    /// <param name="source">File name for errors.</param>
    /// <exception cref="SettingsException">Broken YAML, or any setting that is not valid.</exception>
    public static T Parse<T>(string yaml, string section, string source)
        where T : new()
    {
        var errors = new List<string>();
        if (Load(yaml, source).SingleOrDefault() is not { } document) return new T();
        if (document.RootNode is not YamlMappingNode root)
        {
            throw new SettingsException(source, [$"must begin with '{section}:'"]);
        }

        foreach (var key in root.Children.Keys.Where(key => key.ToString() != section))
        {
            errors.Add($"'{key}' at line {key.Start.Line} is not a setting: only '{section}:' is expected at the top");
        }

        var value = root.Children.TryGetValue(new YamlScalarNode(section), out var node) && !SettingsBinder.IsNull(node)
            ? (T)SettingsBinder.Bind(node, typeof(T), section, errors)!
            : new T();
        return errors.Count == 0 ? value : throw new SettingsException(source, errors);
    }

    /// <summary>Errors of values that did not come from a file, with the names of the settings.</summary>
    public static IReadOnlyList<string> Validate(object settings, string section)
    {
        var errors = new List<string>();
        SettingsBinder.Check(settings, section, errors);
        return errors;
    }

    /// <summary>The full names of the settings that a valid file gives a value.</summary>
    public static IEnumerable<string> KeysOf(string yaml, string section) =>
        Load(yaml, section).SingleOrDefault()?.RootNode is YamlMappingNode root
            && root.Children.TryGetValue(new YamlScalarNode(section), out var node)
            ? KeysOf(node, section)
            : [];

    private static IEnumerable<string> KeysOf(YamlNode node, string path) => node switch
    {
        YamlMappingNode { Children.Count: > 0 } map =>
            map.Children.SelectMany(entry => KeysOf(entry.Value, $"{path}.{entry.Key}")),
        _ when SettingsBinder.IsNull(node) => [],
        _ => [path],
    };

    private static IList<YamlDocument> Load(string yaml, string source)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents;
        }
        catch (YamlException broken)
        {
            throw new SettingsException(source, [$"not YAML at line {broken.Start.Line}: {broken.Message}"]);
        }
    }
}

using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
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

        var value = root.Children.TryGetValue(new YamlScalarNode(section), out var node) && !IsNull(node)
            ? (T)Bind(node, typeof(T), section, errors)!
            : new T();
        return errors.Count == 0 ? value : throw new SettingsException(source, errors);
    }

    /// <summary>Errors of values that did not come from a file, with the names of the settings.</summary>
    public static IReadOnlyList<string> Validate(object settings, string section)
    {
        var errors = new List<string>();
        Check(settings, section, errors);
        return errors;
    }

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

    private static object? Bind(YamlNode node, Type type, string path, List<string> errors)
    {
        if (type.IsAssignableFrom(typeof(List<string>)) && type != typeof(object)) return BindList(node, path, errors);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            return BindMap(node, type.GetGenericArguments()[1], path, errors);
        }

        if (type.Namespace == typeof(SettingsFile).Namespace) return BindRecord(node, type, path, errors);
        return BindScalar(node, Nullable.GetUnderlyingType(type) ?? type, path, errors);
    }

    private static object? BindRecord(YamlNode node, Type type, string path, List<string> errors)
    {
        var target = Activator.CreateInstance(type)!;
        if (IsNull(node)) return target;
        if (node is not YamlMappingNode map)
        {
            return Fail($"{path} (line {node.Start.Line}) must hold settings of its own");
        }

        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).ToDictionary(Name);
        foreach (var (key, child) in map.Children)
        {
            var name = $"{path}.{key}";
            if (!properties.TryGetValue(key.ToString(), out var property))
            {
                errors.Add($"{name} (line {key.Start.Line}) is not a setting; "
                    + $"known here: {string.Join(", ", properties.Keys)}");
            }
            else if (!IsNull(child))
            {
                var before = errors.Count;
                var value = Bind(child, property.PropertyType, name, errors);
                if (errors.Count == before) Set(target, property, value, name, errors);
            }
        }

        return target;

        object? Fail(string error)
        {
            errors.Add(error);
            return target;
        }
    }

    private static void Set(object target, PropertyInfo property, object? value, string name, List<string> errors)
    {
        property.SetValue(target, value);
        CheckOne(property, value, name, errors);
    }

    private static List<string> BindList(YamlNode node, string path, List<string> errors)
    {
        if (node is YamlSequenceNode list && list.All(item => item is YamlScalarNode))
        {
            return [.. list.Select(item => item.ToString())];
        }

        errors.Add($"{path} (line {node.Start.Line}) must be a list, such as [a, b]");
        return [];
    }

    private static object? BindMap(YamlNode node, Type valueType, string path, List<string> errors)
    {
        var type = typeof(Dictionary<,>).MakeGenericType(typeof(string), valueType);
        var map = (IDictionary)Activator.CreateInstance(type)!;
        if (node is not YamlMappingNode entries)
        {
            errors.Add($"{path} (line {node.Start.Line}) must hold names with settings of their own");
            return map;
        }

        foreach (var (key, child) in entries.Children)
        {
            map[key.ToString()] = Bind(child, valueType, $"{path}.{key}", errors);
        }

        return map;
    }

    private static object? BindScalar(YamlNode node, Type type, string path, List<string> errors)
    {
        var text = node is YamlScalarNode scalar ? scalar.Value ?? "" : null;
        if (text is not null && type == typeof(string)) return text;
        if (text is not null && type == typeof(bool) && bool.TryParse(text, out var flag)) return flag;
        if (text is not null && type == typeof(int)
            && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        var expected = type == typeof(int) ? "a whole number" : type == typeof(bool) ? "true or false" : "a text";
        errors.Add($"{path} (line {node.Start.Line}) must be {expected}, not '{text ?? node.NodeType.ToString()}'");
        return null;
    }

    private static void Check(object settings, string path, List<string> errors)
    {
        foreach (var property in settings.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = $"{path}.{Name(property)}";
            var value = property.GetValue(settings);
            CheckOne(property, value, name, errors);
            if (value is IDictionary map)
            {
                foreach (DictionaryEntry entry in map) Check(entry.Value!, $"{name}.{entry.Key}", errors);
            }
            else if (value is not null && value.GetType().Namespace == typeof(SettingsFile).Namespace)
            {
                Check(value, name, errors);
            }
        }
    }

    private static void CheckOne(PropertyInfo property, object? value, string name, List<string> errors)
    {
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
        {
            if (!rule.IsValid(value)) errors.Add($"{name} is '{value}': {rule.FormatErrorMessage(Name(property))}");
        }
    }

    private static string Name(PropertyInfo property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    private static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };
}

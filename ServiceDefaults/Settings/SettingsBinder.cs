using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace BtcWatcher.ServiceDefaults.Settings;

/// <summary>Turns YAML into settings records; every error begins with the name of its setting.</summary>
internal static class SettingsBinder
{
    /// <summary>Holds settings of its own.</summary>
    public static bool IsRecord(Type type) => type.Namespace == typeof(SettingsBinder).Namespace;

    public static object? Bind(YamlNode node, Type type, string path, List<string> errors)
    {
        if (type.IsAssignableFrom(typeof(List<string>)) && type != typeof(object)) return BindList(node, path, errors);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            return BindMap(node, type.GetGenericArguments()[1], path, errors);
        }

        if (IsRecord(type)) return BindRecord(node, type, path, errors);
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

        if (text is not null && type == typeof(double)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real))
        {
            return real;
        }

        var expected = type == typeof(int) ? "a whole number" : type == typeof(double) ? "a number"
            : type == typeof(bool) ? "true or false" : "a text";
        errors.Add($"{path} (line {node.Start.Line}) must be {expected}, not '{text ?? node.NodeType.ToString()}'");
        return null;
    }

    public static void Check(object settings, string path, List<string> errors)
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
            else if (value is not null && IsRecord(value.GetType()))
            {
                Check(value, name, errors);
            }
        }
    }

    private static void CheckOne(PropertyInfo property, object? value, string name, List<string> errors)
    {
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
        {
            if (!rule.IsValid(value))
            {
                errors.Add($"{name}{Shown(property, value)}: {rule.FormatErrorMessage(Name(property))}");
            }
        }
    }

    private static string Shown(PropertyInfo property, object? value) =>
        value is IEnumerable and not string || property.IsDefined(typeof(SecretSettingAttribute))
            ? "" : $" is '{value}'";

    public static string Name(PropertyInfo property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    public static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };
}

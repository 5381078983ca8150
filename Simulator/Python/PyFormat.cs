using System.Globalization;
using System.Text;

namespace BtcWatcher.Simulator.Python;

/// <summary>Python's str.format(**fields): the templates of FreqTrade's webhook. Errors carry Python's class and
/// text.</summary>
internal static class PyFormat
{
    /// <summary>Fills the template. Throws <see cref="PyError"/> as Python would (KeyError, ValueError, TypeError,
    /// ...).</summary>
    public static string Format(string template, PyDict fields)
    {
        var result = new StringBuilder(template.Length + 32);
        for (var i = 0; i < template.Length; i++)
        {
            var c = template[i];
            if (c is not ('{' or '}'))
            {
                result.Append(c);
                continue;
            }

            if (i + 1 < template.Length && template[i + 1] == c)
            {
                result.Append(c);
                i++;
                continue;
            }

            if (c == '}')
            {
                throw new PyError("ValueError", "Single '}' encountered in format string");
            }

            var end = FieldEnd(template, i + 1);
            result.Append(Field(template[(i + 1)..end], fields));
            i = end;
        }

        return result.ToString();
    }

    private static int FieldEnd(string template, int start)
    {
        var depth = 1;
        for (var i = start; i < template.Length; i++)
        {
            depth += template[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
            {
                return i;
            }
        }

        var alone = start >= template.Length;
        throw new PyError("ValueError",
            alone ? "Single '{' encountered in format string" : "expected '}' before end of string");
    }

    private static string Field(string text, PyDict fields)
    {
        var (name, conversion, spec) = Split(text);
        var value = Resolve(name, fields);
        value = conversion switch
        {
            null => value,
            's' => PyText.Str(value),
            'r' or 'a' => PyText.Repr(value),
            _ => throw new PyError("ValueError", $"Unknown conversion specifier '{conversion}'"),
        };
        return PySpec.Apply(value, spec.Contains('{', StringComparison.Ordinal) ? Format(spec, fields) : spec);
    }

    private static (string Name, char? Conversion, string Spec) Split(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '[' => 1, ']' => -1, _ => 0 };
            if (depth > 0)
            {
                continue;
            }

            if (text[i] == ':')
            {
                return (text[..i], null, text[(i + 1)..]);
            }

            if (text[i] == '!')
            {
                if (i + 1 >= text.Length || (i + 2 < text.Length && text[i + 2] != ':'))
                {
                    throw new PyError("ValueError", "expected ':' after conversion specifier");
                }

                return (text[..i], text[i + 1], i + 3 <= text.Length ? text[(i + 3)..] : "");
            }
        }

        return (text, null, "");
    }

    private static object? Resolve(string path, PyDict fields)
    {
        var stop = path.IndexOfAny(['.', '[']);
        var name = stop < 0 ? path : path[..stop];
        if (name.Length == 0 || name.All(char.IsAsciiDigit))
        {
            var index = name.Length == 0 ? "0" : name;
            throw new PyError("IndexError", $"Replacement index {index} out of range for positional args tuple");
        }

        if (!fields.TryGetValue(name, out var value))
        {
            throw new PyError("KeyError", $"'{name}'");
        }

        while (stop >= 0 && stop < path.Length)
        {
            var index = path[stop] == '[';
            var end = index ? path.IndexOf(']', stop) : path.IndexOfAny(['.', '['], stop + 1);
            if (index && end < 0)
            {
                throw new PyError("ValueError", "Missing ']' in format string");
            }

            var part = path[(stop + 1)..(end < 0 ? path.Length : end)];
            value = index ? Item(value, part) : Attribute(value, part);
            stop = index ? end + 1 : end;
        }

        return value;
    }

    private static object? Item(object? value, string key)
    {
        var number = int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index);
        return value switch
        {
            PyDict dict when dict.TryGetValue(key, out var found) => found,
            PyDict => throw new PyError("KeyError", $"'{key}'"),
            PyTuple tuple when number => At(tuple.Items, index, "tuple"),
            List<object?> list when number => At(list, index, "list"),
            object?[] values when number => At(values, index, "index 0 is out of bounds for axis 0"),
            string text when number => At(text.Select(object (c) => c.ToString()).ToList()!, index, "string"),
            PyTuple => throw new PyError("TypeError", "tuple indices must be integers or slices, not str"),
            List<object?> => throw new PyError("TypeError", "list indices must be integers or slices, not str"),
            string => throw new PyError("TypeError", "string indices must be integers, not 'str'"),
            _ => throw new PyError("TypeError", $"'{PySpec.TypeName(value)}' object is not subscriptable"),
        };
    }

    private static object? At(IList<object?> items, int index, string kind) =>
        index < items.Count ? items[index] : throw new PyError("IndexError", $"{kind} index out of range");

    private static object? Attribute(object? value, string name) => (value, name) switch
    {
        (PyFrame frame, _) => frame.Column(name),
        (PyColumn column, "values") => column.Values,
        (DateTimeOffset t, "year") => t.UtcDateTime.Year,
        (DateTime t, "year") => t.Year,
        _ => throw new PyError("AttributeError", $"'{PySpec.TypeName(value)}' object has no attribute '{name}'"),
    };
}

/// <summary>The last row of a data frame, as <c>{data[df].column.values[0]}</c> reads it, and its JSON form.</summary>
internal sealed record PyFrame(PyDict Row, PyDict Json)
{
    public PyColumn Column(string name) => Row.TryGetValue(name, out var value)
        ? new PyColumn([value])
        : throw new PyError("AttributeError", $"'DataFrame' object has no attribute '{name}'");
}

internal sealed record PyColumn(object?[] Values);

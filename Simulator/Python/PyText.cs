using System.Globalization;
using System.Text;

namespace BtcWatcher.Simulator.Python;

/// <summary>Python's str() and repr() for the values of <see cref="PyDict"/>.</summary>
internal static class PyText
{
    public static string Str(object? value) => value switch
    {
        string text => text,
        PyBare bare => bare.Text,
        DateTimeOffset aware => Iso(aware, ' '),
        DateTime naive => Iso(naive, ' '),
        _ => Repr(value),
    };

    public static string Repr(object? value) => value switch
    {
        null => "None",
        true => "True",
        false => "False",
        int i => i.ToString(CultureInfo.InvariantCulture),
        long l => l.ToString(CultureInfo.InvariantCulture),
        double d => Float(d),
        string text => Quote(text),
        PyBare bare => bare.Text,
        DateTimeOffset aware => $"datetime.datetime({Parts(aware.UtcDateTime)}, tzinfo=datetime.timezone.utc)",
        DateTime naive => $"datetime.datetime({Parts(naive)})",
        PyDict dict => "{" + string.Join(", ", dict.Select(p => $"{Quote(p.Key)}: {Repr(p.Value)}")) + "}",
        PyTuple { Items.Length: 1 } tuple => $"({Repr(tuple.Items[0])},)",
        PyTuple tuple => "(" + string.Join(", ", tuple.Items.Select(Repr)) + ")",
        IEnumerable<object?> list => "[" + string.Join(", ", list.Select(Repr)) + "]",
        _ => value.ToString() ?? "",
    };

    /// <summary>float.__repr__: shortest digits, exponent below 1e-4 and from 1e16 on.</summary>
    public static string Float(double value)
    {
        if (double.IsNaN(value))
        {
            return "nan";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "inf" : "-inf";
        }

        if (value == 0)
        {
            return double.IsNegative(value) ? "-0.0" : "0.0";
        }

        var (digits, exponent) = Shortest(Math.Abs(value));
        var sign = value < 0 ? "-" : "";
        return sign + (exponent is < -4 or >= 16 ? Scientific(digits, exponent) : Plain(digits, exponent));
    }

    /// <summary>orjson's form: decimals down to 1e-5, then "1e-7" without a padded exponent.</summary>
    public static string JsonFloat(double value)
    {
        if (value == 0)
        {
            return double.IsNegative(value) ? "-0.0" : "0.0";
        }

        var (digits, exponent) = Shortest(Math.Abs(value));
        var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
        var text = exponent is < -5 or >= 16
            ? mantissa + "e" + exponent.ToString(CultureInfo.InvariantCulture)
            : Plain(digits, exponent);
        return value < 0 ? "-" + text : text;
    }

    /// <summary>datetime.isoformat(): microseconds only where there are any; an aware value ends in +00:00.</summary>
    public static string Iso(DateTimeOffset aware, char separator = 'T') =>
        Iso(aware.UtcDateTime, separator) + "+00:00";

    public static string Iso(DateTime naive, char separator = 'T')
    {
        var text = naive.ToString($"yyyy-MM-dd'{separator}'HH:mm:ss", CultureInfo.InvariantCulture);
        var micros = naive.Ticks % TimeSpan.TicksPerSecond / 10;
        return micros == 0 ? text : text + "." + micros.ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>Significant digits without a point, and the decimal exponent of the first one.</summary>
    internal static (string Digits, int Exponent) Shortest(double positive)
    {
        var shortest = positive.ToString("R", CultureInfo.InvariantCulture);
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        var mantissa = mark < 0 ? shortest : shortest[..mark];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var zeros = digits.Length - digits.TrimStart('0').Length;
        var scale = mark < 0 ? 0 : int.Parse(shortest.AsSpan(mark + 1), CultureInfo.InvariantCulture);
        return (digits.Trim('0'), scale + (point < 0 ? mantissa.Length : point) - 1 - zeros);
    }

    private static string Scientific(string digits, int exponent)
    {
        var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
        var size = Math.Abs(exponent).ToString("D2", CultureInfo.InvariantCulture);
        return $"{mantissa}e{(exponent < 0 ? '-' : '+')}{size}";
    }

    private static string Plain(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        return digits.Length <= exponent + 1
            ? digits + new string('0', exponent + 1 - digits.Length) + ".0"
            : digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];
    }

    private static string Quote(string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"'
            : '\'';
        var result = new StringBuilder(text.Length + 2).Append(quote);
        foreach (var c in text)
        {
            result.Append(c switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\\' => "\\\\",
                _ when c == quote => "\\" + c,
                _ when c < ' ' => "\\x" + ((int)c).ToString("x2", CultureInfo.InvariantCulture),
                _ => c.ToString(),
            });
        }

        return result.Append(quote).ToString();
    }

    private static string Parts(DateTime time)
    {
        var micros = time.Ticks % TimeSpan.TicksPerSecond / 10;
        var text = $"{time.Year}, {time.Month}, {time.Day}, {time.Hour}, {time.Minute}";
        return micros != 0 ? $"{text}, {time.Second}, {micros}" : time.Second != 0 ? $"{text}, {time.Second}" : text;
    }
}

using System.Globalization;

namespace BtcWatcher.Simulator.Python;

/// <summary>Python's format(value, spec): [[fill]align][sign][#][0][width][grouping][.precision][type], and
/// strftime.</summary>
internal sealed record PySpec(char? Fill, char? Align, char Sign, bool Zero, int Width, char? Group, int? Precision,
    char? Type)
{
    public static string Apply(object? value, string spec)
    {
        switch (value)
        {
            case DateTimeOffset aware:
                return spec.Length == 0 ? PyText.Str(aware) : PyStrftime.Format(aware.UtcDateTime, spec, aware: true);
            case DateTime naive:
                return spec.Length == 0 ? PyText.Str(naive) : PyStrftime.Format(naive, spec, aware: false);
        }

        if (spec.Length == 0)
        {
            return PyText.Str(value);
        }

        return value switch
        {
            string or PyBare => Parse(spec).Text(PyText.Str(value)),
            bool flag => Parse(spec) is { Type: null or 's' } s && s.Precision is null && s.Type == 's'
                ? throw UnknownCode('s', "bool") : Parse(spec).Number(flag ? 1L : 0L),
            int i => Parse(spec).Number((long)i),
            long l => Parse(spec).Number(l),
            double d => Parse(spec).Real(d),
            _ => throw new PyError("TypeError", $"unsupported format string passed to {TypeName(value)}.__format__"),
        };
    }

    public static string TypeName(object? value) => value switch
    {
        null => "NoneType",
        bool => "bool",
        int or long => "int",
        double => "float",
        string => "str",
        PyDict => "dict",
        PyTuple => "tuple",
        DateTime or DateTimeOffset => "datetime.datetime",
        PyFrame => "DataFrame",
        PyColumn => "Series",
        _ => "list",
    };

    private static PySpec Parse(string spec)
    {
        var i = 0;
        char? fill = null, align = null, group = null, type = null;
        if (spec.Length > 1 && "<>=^".Contains(spec[1], StringComparison.Ordinal))
        {
            (fill, align, i) = (spec[0], spec[1], 2);
        }
        else if ("<>=^".Contains(spec[0], StringComparison.Ordinal))
        {
            (align, i) = (spec[0], 1);
        }

        var sign = i < spec.Length && spec[i] is '+' or '-' or ' ' ? spec[i++] : '-';
        i += i < spec.Length && spec[i] == '#' ? 1 : 0;
        var zero = i < spec.Length && spec[i] == '0';
        var width = Digits(spec, ref i) ?? 0;
        if (i < spec.Length && spec[i] is ',' or '_')
        {
            group = spec[i++];
        }

        int? precision = null;
        if (i < spec.Length && spec[i] == '.')
        {
            i++;
            precision = Digits(spec, ref i) ?? throw new PyError("ValueError", "Format specifier missing precision");
        }

        if (i < spec.Length)
        {
            type = spec[i++];
        }

        return i < spec.Length
            ? throw new PyError("ValueError", "Invalid format specifier '" + spec + "'")
            : new PySpec(fill, align, sign, zero, width, group, precision, type);
    }

    private static int? Digits(string spec, ref int i)
    {
        var start = i;
        while (i < spec.Length && char.IsAsciiDigit(spec[i]))
        {
            i++;
        }

        return i == start ? null : int.Parse(spec.AsSpan(start, i - start), CultureInfo.InvariantCulture);
    }

    private static PyError UnknownCode(char code, string type) =>
        new("ValueError", $"Unknown format code '{code}' for object of type '{type}'");

    private string Text(string text)
    {
        if (Type is not (null or 's'))
        {
            throw UnknownCode(Type.Value, "str");
        }

        return Pad(Precision is { } most && most < text.Length ? text[..most] : text, "", '<');
    }

    private string Number(long value)
    {
        var size = value == long.MinValue ? ulong.MaxValue / 2 + 1 : (ulong)Math.Abs(value);
        return Type switch
        {
            null or 'd' or 'n' => Signed(Grouped(size.ToString(CultureInfo.InvariantCulture)), value < 0),
            'x' => Signed(size.ToString("x", CultureInfo.InvariantCulture), value < 0),
            'X' => Signed(size.ToString("X", CultureInfo.InvariantCulture), value < 0),
            'b' => Signed(size.ToString("b", CultureInfo.InvariantCulture), value < 0),
            'o' => Signed(Convert.ToString(Math.Abs(value), 8), value < 0),
            'c' => Pad(((char)value).ToString(), "", '<'),
            'e' or 'E' or 'f' or 'F' or 'g' or 'G' or '%' => Real(value),
            _ => throw UnknownCode(Type.Value, "int"),
        };
    }

    private string Real(double value)
    {
        if (Type is not (null or 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or 'n' or '%'))
        {
            throw UnknownCode(Type.Value, "float");
        }

        if (!double.IsFinite(value))
        {
            var name = PyText.Float(Math.Abs(value));
            return Signed(Type is 'F' or 'E' or 'G' ? name.ToUpperInvariant() : name, value < 0);
        }

        var size = Math.Abs(value);
        var digits = Precision ?? 6;
        var text = Type switch
        {
            'f' or 'F' => Fixed(size, digits),
            '%' => Fixed(size * 100, digits) + "%",
            'e' or 'E' => Exponent(size, digits),
            null when Precision is null => PyText.Float(size),
            null => General(size, digits, keepPoint: true),
            _ => General(size, digits, keepPoint: false),
        };
        text = Type is 'E' or 'G' ? text.ToUpperInvariant() : text;
        var point = text.IndexOfAny(['.', 'e', 'E', '%']);
        text = Grouped(point < 0 ? text : text[..point]) + (point < 0 ? "" : text[point..]);
        return Signed(text, double.IsNegative(value));
    }

    private static string Fixed(double size, int digits) => size.ToString("F" + digits, CultureInfo.InvariantCulture);

    private static string Exponent(double size, int digits)
    {
        var text = size.ToString("E" + digits, CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var power = int.Parse(text.AsSpan(mark + 1), CultureInfo.InvariantCulture);
        var size2 = Math.Abs(power).ToString("D2", CultureInfo.InvariantCulture);
        return $"{text[..mark]}e{(power < 0 ? '-' : '+')}{size2}";
    }

    private static string General(double size, int digits, bool keepPoint)
    {
        digits = Math.Max(digits, 1);
        var scientific = Exponent(size, digits - 1);
        var mark = scientific.IndexOf('e', StringComparison.Ordinal);
        var power = int.Parse(scientific.AsSpan(mark + 1), CultureInfo.InvariantCulture);
        var usesExponent = power < -4 || power >= digits - (keepPoint ? 1 : 0);
        var text = usesExponent ? scientific[..mark] : Fixed(size, Math.Max(digits - 1 - power, 0));
        text = text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
        text = keepPoint && !usesExponent && !text.Contains('.', StringComparison.Ordinal) ? text + ".0" : text;
        return usesExponent ? text + scientific[mark..] : text;
    }

    private string Grouped(string digits)
    {
        if (Group is not { } separator)
        {
            return digits;
        }

        for (var i = digits.Length - 3; i > 0; i -= 3)
        {
            digits = digits.Insert(i, separator.ToString());
        }

        return digits;
    }

    private string Signed(string digits, bool negative) =>
        Pad(digits, negative ? "-" : Sign is '+' or ' ' ? Sign.ToString() : "", '>');

    private string Pad(string text, string sign, char standard)
    {
        var missing = Width - text.Length - sign.Length;
        if (missing <= 0)
        {
            return sign + text;
        }

        var fill = Fill ?? (Zero ? '0' : ' ');
        return (Align ?? (Zero && standard == '>' ? '=' : standard)) switch
        {
            '<' => sign + text + new string(fill, missing),
            '^' => new string(fill, missing / 2) + sign + text + new string(fill, missing - (missing / 2)),
            '=' => sign + new string(fill, missing) + text,
            _ => new string(fill, missing) + sign + text,
        };
    }
}

using System.Globalization;
using System.Text;

namespace BtcWatcher.Simulator.Python;

/// <summary>datetime.strftime for the C locale.</summary>
internal static class PyStrftime
{
    public static string Format(DateTime time, string pattern, bool aware)
    {
        var result = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '%' || i + 1 == pattern.Length)
            {
                result.Append(pattern[i]);
                continue;
            }

            result.Append(Code(time, pattern[++i], aware));
        }

        return result.ToString();
    }

    private static string Code(DateTime time, char code, bool aware)
    {
        string Net(string format) => time.ToString(format, CultureInfo.InvariantCulture);
        return code switch
        {
            'Y' => Net("yyyy"),
            'y' => Net("yy"),
            'm' => Net("MM"),
            'd' => Net("dd"),
            'e' => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'H' => Net("HH"),
            'I' => Net("hh"),
            'M' => Net("mm"),
            'S' => Net("ss"),
            'f' => Net("ffffff"),
            'p' => Net("tt"),
            'a' => Net("ddd"),
            'A' => Net("dddd"),
            'b' or 'h' => Net("MMM"),
            'B' => Net("MMMM"),
            'F' => Net("yyyy-MM-dd"),
            'T' => Net("HH:mm:ss"),
            'R' => Net("HH:mm"),
            'D' => Net("MM/dd/yy"),
            'x' => Net("MM/dd/yy"),
            'X' => Net("HH:mm:ss"),
            'c' => Net("ddd MMM ") + time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2) + Net(" HH:mm:ss yyyy"),
            'j' => time.DayOfYear.ToString("D3", CultureInfo.InvariantCulture),
            'w' => ((int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'u' => ((((int)time.DayOfWeek + 6) % 7) + 1).ToString(CultureInfo.InvariantCulture),
            's' => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)).ToUnixTimeSeconds()
                .ToString(CultureInfo.InvariantCulture),
            'z' => aware ? "+0000" : "",
            'Z' => aware ? "UTC" : "",
            'n' => "\n",
            't' => "\t",
            '%' => "%",
            _ => "%" + code,
        };
    }
}

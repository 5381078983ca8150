using System.Globalization;

namespace BtcWatcher.Simulator.Python;

/// <summary>FreqTrade's date forms: "2025-08-30 11:55:02" (naive UTC text) beside milliseconds.</summary>
internal static class PyTime
{
    public static string? Text(long? ms) => ms is { } value ? Text(value) : null;

    public static string Text(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>pydantic's form: 2025-08-30T12:00:04.120000Z.</summary>
    public static string? Zulu(DateTimeOffset? time)
    {
        if (time is not { } t)
        {
            return null;
        }

        var format = t.UtcTicks % TimeSpan.TicksPerSecond / 10 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'"
            : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
        return t.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>str(timedelta) of whole seconds: "1:02:03", "2 days, 0:00:05".</summary>
    public static string Span(TimeSpan span)
    {
        var clock = $"{span.Hours}:{span.Minutes:D2}:{span.Seconds:D2}";
        return span.Days switch
        {
            0 => clock,
            1 => "1 day, " + clock,
            _ => $"{span.Days} days, {clock}",
        };
    }

    /// <summary>"5 minutes ago", as the humanize package says it.</summary>
    public static string Ago(TimeSpan age) => age.TotalSeconds switch
    {
        < 1 => "just now",
        < 2 => "a second ago",
        < 60 => $"{(int)age.TotalSeconds} seconds ago",
        < 120 => "a minute ago",
        < 3600 => $"{(int)age.TotalMinutes} minutes ago",
        < 7200 => "an hour ago",
        < 86_400 => $"{(int)age.TotalHours} hours ago",
        < 172_800 => "a day ago",
        _ => $"{(int)age.TotalDays} days ago",
    };
}

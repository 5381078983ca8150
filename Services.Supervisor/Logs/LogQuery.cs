using BtcWatcher.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Supervisor.Logs;

/// <summary>Which records of which file somebody wants to see.</summary>
/// <param name="Limit">At most so many.</param>
/// <param name="Level">Of this level and above; null: all, printed lines too.</param>
/// <param name="Search">Text that they contain, in any case.</param>
/// <param name="Source">Null: FreqTrade's log, or its output when that tells of the present start and the log does
/// not.</param>
internal sealed record LogQuery(int Limit, LineLevel? Level, string? Search, LogSource? Source)
{
    public const int MostEntries = 5000;
    private const int LongestSearch = 200;

    /// <returns>The query, or what is wrong with it.</returns>
    public static (LogQuery? Query, ProblemHttpResult? Problem) Read(
        int limit, string? level, string? search, string? source)
    {
        if (limit is < 1 or > MostEntries) return Bad("limit", $"between 1 and {MostEntries}");
        LineLevel? least = null;
        if (!string.IsNullOrEmpty(level))
        {
            if (!TryName<LineLevel>(level, out var found)) return Bad("level", Names<LineLevel>());
            least = found;
        }

        LogSource? from = null;
        if (!string.IsNullOrEmpty(source))
        {
            if (!TryName<LogSource>(source, out var found)) return Bad("source", Names<LogSource>());
            from = found;
        }

        if (search?.Length > LongestSearch) return Bad("search", $"at most {LongestSearch} characters");
        return (new(limit, least, string.IsNullOrEmpty(search) ? null : search, from), null);
    }

    /// <summary>Whether a record is wanted; masked before it is searched, or a search would find secrets out.</summary>
    public LogEntry? Pick(LogEntry entry, Func<string, string> mask)
    {
        if (entry.Level < Level) return null;
        var shown = entry with { Text = mask(entry.Text) };
        return Search is null || shown.Text.Contains(Search, StringComparison.OrdinalIgnoreCase) ? shown : null;
    }

    // Enum.TryParse would take numbers too.
    private static bool TryName<TEnum>(string text, out TEnum value)
        where TEnum : struct, Enum
    {
        value = default;
        return text.All(char.IsAsciiLetter) && Enum.TryParse(text, ignoreCase: true, out value);
    }

    private static string Names<TEnum>()
        where TEnum : struct, Enum => string.Join(", ", Enum.GetNames<TEnum>()).ToLowerInvariant();

    private static (LogQuery?, ProblemHttpResult?) Bad(string name, string expected) => (null, Problems.Of(
        400, "instances:log_query", "A query value is not valid", $"'{name}' must be: {expected}."));
}

/// <summary>FreqTrade's own log file, or what the process wrote to its output.</summary>
internal enum LogSource { Freqtrade, Output }

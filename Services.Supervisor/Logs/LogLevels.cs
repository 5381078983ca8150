using System.Text.RegularExpressions;

namespace BtcWatcher.Services.Supervisor.Logs;

/// <summary>Python's levels, the lowest first.</summary>
internal enum LineLevel { Debug, Info, Warning, Error, Critical }

/// <summary>One record of a log: its line, and the lines of a traceback that follow it.</summary>
internal sealed record LogEntry(LineLevel Level, string Text);

/// <summary>Reads the head of a record: "2026-11-22 06:35:03,613 - freqtrade - ERROR - text".</summary>
internal static partial class LogHead
{
    /// <summary>Null for a line that belongs to the record before it.</summary>
    public static LineLevel? LevelOf(string line) =>
        Head().Match(line) is { Success: true } head && Enum.TryParse<LineLevel>(
            head.Groups[1].ValueSpan, ignoreCase: true, out var level) ? level : null;

    /// <summary>A record of these lines; what has no head was printed, or is the trace of an end.</summary>
    public static LogEntry Entry(IReadOnlyList<string> lines) => new(
        LevelOf(lines[0]) ?? (lines[0].StartsWith("Traceback", StringComparison.Ordinal)
            ? LineLevel.Error : LineLevel.Info),
        string.Join('\n', lines));

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - .{1,200}? - (DEBUG|INFO|WARNING|ERROR|CRITICAL) - ")]
    private static partial Regex Head();
}

using BtcWatcher.Services.Supervisor.Folders;

namespace BtcWatcher.Services.Supervisor.Logs;

/// <summary>What was found, the oldest first; more may lie before it when it is not complete.</summary>
internal sealed record LogPage(IReadOnlyList<LogEntry> Entries, bool Complete);

/// <summary>
/// The newest records of a log that may be a hundred megabytes long: read from its end, over its rotated parts, and no
/// further than needed.
/// </summary>
internal static class LogReader
{
    /// <summary>A search for what is nowhere ends here.</summary>
    public const long MostBytes = 32 << 20;
    public const int LongestEntry = 500;

    /// <param name="folder">Whose log.</param>
    /// <param name="parts">Its files, the newest first.</param>
    /// <param name="query">Which records.</param>
    /// <param name="mask">What to hide in them.</param>
    /// <param name="end">Where the newest file ends for this reader; null: where it ends now.</param>
    /// <param name="mostBytes">How far back at most.</param>
    public static LogPage Read(
        InstanceFolder folder, IEnumerable<string> parts, LogQuery query, SecretMask mask, long? end = null,
        long mostBytes = MostBytes)
    {
        var found = new List<LogEntry>();
        foreach (var part in parts)
        {
            using var file = LogFile.Open(folder, part);
            if (file is null) continue;
            var lines = new BackwardLines(file, Math.Min(end ?? long.MaxValue, file.Length));
            end = null;
            foreach (var entry in Entries(lines.Read()))
            {
                if (query.Pick(entry, mask.Apply) is { } shown) found.Add(shown);
                if (found.Count == query.Limit || lines.BytesRead >= mostBytes) return Page(found, complete: false);
            }

            mostBytes -= lines.BytesRead;
        }

        return Page(found, complete: true);
    }

    private static LogPage Page(List<LogEntry> found, bool complete)
    {
        found.Reverse();
        return new(found, complete);
    }

    // Backwards, the lines of a traceback come before the line that they belong to.
    private static IEnumerable<LogEntry> Entries(IEnumerable<string> backward)
    {
        var lines = new List<string>();
        foreach (var line in backward)
        {
            lines.Add(line);
            if (LogHead.LevelOf(line) is null && lines.Count < LongestEntry) continue;
            yield return Flush(lines);
        }

        if (lines.Count > 0) yield return Flush(lines);
    }

    private static LogEntry Flush(List<string> lines)
    {
        lines.Reverse();
        var entry = LogHead.Entry(lines);
        lines.Clear();
        return entry;
    }
}

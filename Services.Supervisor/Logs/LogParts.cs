using System.Globalization;
using BtcWatcher.Services.Supervisor.Folders;

namespace BtcWatcher.Services.Supervisor.Logs;

/// <summary>The files that one log consists of: FreqTrade rotates its own to .1, .2 and so on, oldest last.</summary>
internal static class LogParts
{
    /// <summary>Existing files, the newest first.</summary>
    public static IReadOnlyList<string> Of(InstanceFolder folder, LogSource source)
    {
        var first = PathOf(folder, source);
        if (!Directory.Exists(folder.Logs)) return [];
        var rotated = Directory.EnumerateFiles(folder.Logs, Path.GetFileName(first) + ".*")
            .Select(path => (path, Number: NumberOf(path))).Where(part => part.Number > 0)
            .OrderBy(part => part.Number).Select(part => part.path);
        return [.. (File.Exists(first) ? [first] : Array.Empty<string>()), .. rotated];
    }

    public static string PathOf(InstanceFolder folder, LogSource source) =>
        source == LogSource.Freqtrade ? folder.LogFile : folder.Output;

    /// <summary>
    /// What is meant without a choice: a start that failed before FreqTrade opened its log has told why in its output
    /// only.
    /// </summary>
    public static LogSource Usual(InstanceFolder folder, DateTimeOffset? startedAt) =>
        File.Exists(folder.LogFile)
            && (startedAt is null || File.GetLastWriteTimeUtc(folder.LogFile) >= startedAt.Value.UtcDateTime)
        || !File.Exists(folder.Output) ? LogSource.Freqtrade : LogSource.Output;

    private static int NumberOf(string path) =>
        Path.GetExtension(path) is [_, .. var digits]
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : 0;
}

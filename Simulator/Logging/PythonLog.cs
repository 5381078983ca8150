using System.Globalization;
using System.Text;

namespace BtcWatcher.Simulator.Logging;

/// <summary>
/// Python's logging as FreqTrade sets it up: stderr hard-wrapped to COLUMNS (200 without), a rotating file that is not
/// wrapped, and the last 1000 records for <c>/logs</c>. What it writes is an imitated protocol, not this program's own
/// log.
/// </summary>
internal sealed class PythonLog(TextWriter stderr, int columns, TimeProvider clock) : IDisposable
{
    private const long FileLimit = 10 * 1024 * 1024;
    private readonly List<Record> _records = [];
    private readonly Lock _lock = new();
    private string? _path;
    private StreamWriter? _file;

    internal sealed record Record(DateTimeOffset Time, string Logger, string Level, string Message);

    public static PythonLog ForProcess(TimeProvider clock)
    {
        var columns = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out var width) && width > 0 ? width
            : 200;
        var stderr = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false), 1024) { AutoFlush = true };
        return new PythonLog(stderr, columns, clock);
    }

    /// <summary>Starts the log file; creates its folder. Throws <see cref="IOException"/> or an access error.</summary>
    public void OpenFile(string path)
    {
        lock (_lock)
        {
            _file?.Dispose();
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            _file = new StreamWriter(path, append: true, new UTF8Encoding(false)) { AutoFlush = true };
            _path = path;
        }
    }

    public void Info(string logger, string message) => Write(logger, "INFO", message);

    public void Warning(string logger, string message) => Write(logger, "WARNING", message);

    public void Error(string logger, string message) => Write(logger, "ERROR", message);

    public void Critical(string logger, string message) => Write(logger, "CRITICAL", message);

    /// <summary>An error with the last line of a Python traceback.</summary>
    public void Exception(string logger, string message, string exception) =>
        Write(logger, "ERROR", $"{message}\nTraceback (most recent call last):\n{exception}");

    /// <summary>The newest records, oldest first.</summary>
    public IReadOnlyList<Record> Latest(int? limit)
    {
        lock (_lock)
        {
            return _records.Skip(limit > 0 ? Math.Max(0, _records.Count - limit.Value) : 0).ToList();
        }
    }

    private void Write(string logger, string level, string message)
    {
        var now = clock.GetLocalNow();
        var stamp = now.ToString("yyyy-MM-dd HH:mm:ss,fff", CultureInfo.InvariantCulture);
        var line = $"{stamp} - {logger} - {level} - {message}";
        lock (_lock)
        {
            Remember(new Record(now, logger, level, message));
            stderr.Write(Wrap(line, columns) + "\n");
            if (_file is null)
            {
                return;
            }

            _file.Write(line + "\n");
            Rotate();
        }
    }

    private void Remember(Record record)
    {
        if (_records.Count >= 1000)
        {
            _records.RemoveRange(0, 500); // FreqTrade's buffering handler drops half when it is full.
        }

        _records.Add(record);
    }

    private void Rotate()
    {
        if (_file!.BaseStream.Position < FileLimit)
        {
            return;
        }

        _file.Dispose();
        for (var i = 9; i >= 1; i--)
        {
            if (File.Exists($"{_path}.{i}"))
            {
                File.Move($"{_path}.{i}", $"{_path}.{i + 1}", overwrite: true);
            }
        }

        File.Move(_path!, $"{_path}.1", overwrite: true);
        _file = new StreamWriter(_path!, append: true, new UTF8Encoding(false)) { AutoFlush = true };
    }

    /// <summary>Rich's wrapping: breaks at spaces (the space stays on the line), cuts longer words.</summary>
    internal static string Wrap(string text, int width)
    {
        var result = new StringBuilder(text.Length + 16);
        foreach (var line in text.Split('\n'))
        {
            if (result.Length > 0)
            {
                result.Append('\n');
            }

            WrapLine(line, width, result);
        }

        return result.ToString();
    }

    private static void WrapLine(string line, int width, StringBuilder result)
    {
        var used = 0;
        for (var start = 0; start < line.Length;)
        {
            var end = start;
            while (end < line.Length && line[end] != ' ')
            {
                end++;
            }

            var word = end - start;
            while (end < line.Length && line[end] == ' ')
            {
                end++;
            }

            if (used > 0 && used + word > width)
            {
                result.Append('\n');
                used = 0;
            }

            for (; used + word > width; start += width, word -= width)
            {
                result.Append(line, start, width).Append('\n');
            }

            result.Append(line, start, end - start);
            used += end - start;
            start = end;
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        stderr.Dispose();
    }
}

using System.Runtime.CompilerServices;
using BtcWatcher.Services.Supervisor.Folders;

namespace BtcWatcher.Services.Supervisor.Logs;

/// <summary>
/// Follows a log as it grows: over its rotation (the old file is read to its end first), over a cut in place, and over
/// a start that writes it anew.
/// </summary>
internal sealed class LogFollower(InstanceFolder folder, string path, TimeProvider clock) : IDisposable
{
    private const int BlockSize = 64 << 10;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);
    private readonly byte[] _block = new byte[BlockSize];
    private readonly LineSplitter _splitter = new();
    private readonly List<string> _entry = [];
    private FileStream? _file;

    /// <summary>What is written from now on is followed.</summary>
    /// <returns>The present end of the file; 0 when there is none yet.</returns>
    public long Begin()
    {
        _file = LogFile.Open(folder, path);
        return _file?.Seek(0, SeekOrigin.End) ?? 0;
    }

    /// <summary>Records as they are written; null now and then while nothing is.</summary>
    public async IAsyncEnumerable<LogEntry?> FollowAsync([EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var read = _file is null ? 0 : await _file.ReadAsync(_block, ct);
            foreach (var entry in Take(_block.AsSpan(0, read))) yield return entry;
            if (read > 0) continue;

            // Nothing follows for now, so the last record is whole.
            if (Flush() is { } last) yield return last;
            yield return null;
            if (!Reopen()) await Task.Delay(Look, clock, ct);
        }
    }

    public void Dispose() => _file?.Dispose();

    // True when there is something else to read.
    private bool Reopen()
    {
        if (_file is not null && LogFile.IsItself(_file.SafeFileHandle, folder, path))
        {
            if (_file.Length >= _file.Position) return false;
            _file.Seek(0, SeekOrigin.Begin);
            return true;
        }

        if (_file is not null && _file.Length > _file.Position) return true;
        if (LogFile.Open(folder, path) is not { } fresh) return false;
        _file?.Dispose();
        _file = fresh;
        return true;
    }

    private List<LogEntry> Take(ReadOnlySpan<byte> bytes)
    {
        var whole = new List<LogEntry>();
        foreach (var line in _splitter.Feed(bytes))
        {
            var isHead = LogHead.LevelOf(line) is not null;
            if ((isHead || _entry.Count >= LogReader.LongestEntry) && Flush() is { } entry) whole.Add(entry);
            _entry.Add(line);
        }

        return whole;
    }

    private LogEntry? Flush()
    {
        if (_entry.Count == 0) return null;
        var entry = LogHead.Entry(_entry);
        _entry.Clear();
        return entry;
    }
}

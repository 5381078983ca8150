using System.Text;

namespace BtcWatcher.AppHost.Local.Processes;

/// <summary>
/// A log file that never grows past its limit: <c>x.log</c> and the older <c>x.log.1</c> to <c>x.log.4</c>.
/// </summary>
internal sealed class RotatingLog(string path, long limit = 10 * 1024 * 1024, int files = 5) : IDisposable
{
    private readonly Lock _gate = new();
    private FileStream? _stream;

    public string Path => path;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _stream ??= Open();
            if (_stream.Length > 0 && _stream.Length + bytes.Length > limit)
            {
                Rotate();
            }

            _stream!.Write(bytes);
            _stream.Flush();
        }
    }

    public bool TryWriteLine(string line) => TryWrite(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>
    /// Copies a pipe to the log until its end. A pipe that is not read stops the program behind it, so on a full disk
    /// lines are lost rather than programs held up.
    /// </summary>
    public async Task CopyFromAsync(Stream source)
    {
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await source.ReadAsync(buffer)) > 0)
        {
            TryWrite(buffer.AsSpan(0, count));
        }
    }

    /// <returns>False when the disk does not take it.</returns>
    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Write(bytes);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The last lines of the file, oldest first.</summary>
    public static IReadOnlyList<string> Tail(string path, int lines)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(-Math.Min(stream.Length, 16 * 1024), SeekOrigin.End);
        using var reader = new StreamReader(stream);
        var all = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return all[^Math.Min(lines, all.Length)..];
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stream?.Dispose();
            _stream = null;
        }
    }

    private void Rotate()
    {
        _stream!.Dispose();
        for (var i = files - 1; i >= 1; i--)
        {
            var older = i == 1 ? path : $"{path}.{i - 1}";
            if (File.Exists(older))
            {
                File.Move(older, $"{path}.{i}", overwrite: true);
            }
        }

        _stream = Open();
    }

    private FileStream Open() => new(path, new FileStreamOptions
    {
        Mode = FileMode.Append,
        Access = FileAccess.Write,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
    });
}

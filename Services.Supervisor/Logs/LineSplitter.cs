using System.Text;

namespace BtcWatcher.Services.Supervisor.Logs;

/// <summary>Makes lines of the bytes of a log, in whatever pieces they come; a line beyond measure is cut.</summary>
internal sealed class LineSplitter
{
    private byte[] _line = new byte[1024];
    private int _length;

    public List<string> Feed(ReadOnlySpan<byte> bytes)
    {
        var lines = new List<string>();
        while (bytes.IndexOf((byte)'\n') is var at && at >= 0)
        {
            Append(bytes[..at]);
            lines.Add(Take());
            bytes = bytes[(at + 1)..];
        }

        Append(bytes);
        return lines;
    }

    /// <summary>What stands behind the last newline; null when nothing does.</summary>
    public string? Rest() => _length == 0 ? null : Take();

    private string Take()
    {
        var line = Encoding.UTF8.GetString(_line, 0, _length).TrimEnd('\r');
        _length = 0;
        return line;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        var fits = Math.Min(bytes.Length, BackwardLines.LongestLine - _length);
        if (_length + fits > _line.Length) Array.Resize(ref _line, Math.Max(_length + fits, _line.Length * 2));
        bytes[..fits].CopyTo(_line.AsSpan(_length));
        _length += fits;
    }
}

using System.Text;
using BtcWatcher.Services.Supervisor.Folders;

namespace BtcWatcher.Services.Supervisor.Logs;

/// <summary>
/// A whole log as one text, the oldest part first. All parts are opened before the first is sent, so that a rotation
/// meanwhile neither doubles nor drops one.
/// </summary>
internal sealed class LogDownload : IDisposable
{
    private readonly List<(FileStream File, long Length)> _parts = [];

    public LogDownload(InstanceFolder folder, LogSource source)
    {
        foreach (var path in LogParts.Of(folder, source).Reverse())
        {
            if (LogFile.Open(folder, path) is { } file) _parts.Add((file, file.Length));
        }
    }

    public async Task WriteAsync(Stream target, SecretMask mask, CancellationToken ct)
    {
        var block = new byte[64 << 10];
        foreach (var (file, length) in _parts)
        {
            var splitter = new LineSplitter();
            while (file.Position < length)
            {
                var most = (int)Math.Min(block.Length, length - file.Position);
                var read = await file.ReadAsync(block.AsMemory(0, most), ct);
                if (read == 0) break;
                await WriteAsync(target, mask, splitter.Feed(block.AsSpan(0, read)), ct);
            }

            if (splitter.Rest() is { } rest) await WriteAsync(target, mask, [rest], ct);
        }
    }

    public void Dispose() => _parts.ForEach(part => part.File.Dispose());

    private static async Task WriteAsync(Stream target, SecretMask mask, List<string> lines, CancellationToken ct)
    {
        var text = new StringBuilder();
        foreach (var line in lines) text.Append(mask.Apply(line)).Append('\n');
        await target.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), ct);
    }
}

using System.Text;

namespace BtcWatcher.Services.Supervisor.Folders;

/// <summary>The end of a log file that may be long.</summary>
internal static class LogTail
{
    /// <summary>At most so many bytes from the end, beginning with a whole line; empty when there is no file.</summary>
    public static string Read(string path, int mostBytes = 64 << 10)
    {
        try
        {
            using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var cut = file.Length > mostBytes;
            if (cut) file.Seek(-mostBytes, SeekOrigin.End);
            var bytes = new byte[Math.Min(file.Length, mostBytes)];
            var text = Encoding.UTF8.GetString(
                bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
            return cut ? text[(text.IndexOf('\n') + 1)..] : text;
        }
        catch (IOException missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
    }

    public static IReadOnlyList<string> Lines(string path, int most)
    {
        var lines = Read(path, Math.Max(64 << 10, most * 512)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines[Math.Max(0, lines.Length - most)..];
    }
}

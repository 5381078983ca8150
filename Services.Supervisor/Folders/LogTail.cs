using System.Text;

namespace BtcWatcher.Services.Supervisor.Folders;

/// <summary>The end of a log file that may be long. An instance's is read in its <see cref="OwnersView"/>.</summary>
internal static class LogTail
{
    /// <summary>One of an instance, with the rights of its folder's owner; empty when it cannot be read so.</summary>
    public static string Read(InstanceFolder folder, string path, int mostBytes = 64 << 10)
    {
        try
        {
            using var view = OwnersView.Of(folder);
            return Read(path, mostBytes);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>The last lines of one of an instance.</summary>
    public static IReadOnlyList<string> Lines(InstanceFolder folder, string path, int most) =>
        Lines(Read(folder, path, BytesFor(most)), most);

    /// <summary>At most so many bytes from the end, beginning with a whole line; empty when there is no file.</summary>
    public static string Read(string path, int mostBytes = 64 << 10)
    {
        using var file = PlainFile.Open(path);
        if (file is null) return "";
        var cut = file.Length > mostBytes;
        if (cut) file.Seek(-mostBytes, SeekOrigin.End);
        var bytes = new byte[Math.Min(file.Length, mostBytes)];
        var text = Encoding.UTF8.GetString(
            bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        return cut ? text[(text.IndexOf('\n') + 1)..] : text;
    }

    private static int BytesFor(int lines) => Math.Max(64 << 10, lines * 512);

    private static string[] Lines(string text, int most)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines[Math.Max(0, lines.Length - most)..];
    }
}

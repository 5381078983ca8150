using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BtcWatcher.Services.Supervisor.Folders;

/// <summary>
/// Opens what an instance may have made. Never waits: a pipe in the place of a log would hold the supervisor for ever.
/// </summary>
internal static partial class PlainFile
{
    private const int WriteOnly = 1;
    private const int NoWait = 0x800;
    private const int CloseOnExec = 0x80000;

    /// <summary>Null when there is no such file, or it is not a plain one, or is not for this thread's user.</summary>
    public static FileStream? Open(string path, FileAccess access = FileAccess.Read)
    {
        var descriptor = OpenFile(path, NoWait | CloseOnExec | (access == FileAccess.Write ? WriteOnly : 0));
        if (descriptor < 0) return null;
        var file = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), access);
        if (file.CanSeek) return file;

        file.Dispose();
        return null;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);
}

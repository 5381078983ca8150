using BtcWatcher.Services.Supervisor.Folders;
using Microsoft.Win32.SafeHandles;

namespace BtcWatcher.Services.Supervisor.Logs;

/// <summary>
/// Opens an instance's log with the rights of its owner. The instance's own code can write in that folder: a link in
/// the place of a log is none.
/// </summary>
internal static class LogFile
{
    /// <returns>Null when there is no such file, or when it is something else.</returns>
    public static FileStream? Open(InstanceFolder folder, string path)
    {
        using var view = OwnersView.Of(folder);
        if (PlainFile.Open(path) is not { } file) return null;
        if (IsItself(file.SafeFileHandle, folder, path)
            && !File.GetAttributes(file.SafeFileHandle).HasFlag(FileAttributes.Directory))
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    /// <summary>True while the open file is still the one of this path: not rotated away, not removed.</summary>
    public static bool IsItself(SafeFileHandle handle, InstanceFolder folder, string path) =>
        new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget is { } target
        && target == RealRoot(folder.Root) + path[folder.Root.Length..];

    // The folder of all instances is the supervisor's own; what leads to it may well be a link.
    private static string RealRoot(string root)
    {
        var real = root;
        for (var folder = new DirectoryInfo(root); folder is not null; folder = folder.Parent)
        {
            if (folder.ResolveLinkTarget(returnFinalTarget: true) is not { } target) continue;
            real = target.FullName + real[folder.FullName.Length..];
            folder = new DirectoryInfo(target.FullName);
        }

        return real;
    }
}

using System.Diagnostics;
using System.Globalization;

namespace BtcWatcher.Services.Supervisor.Folders;

/// <summary>Gives an instance's folder to the user that its instance runs as.</summary>
internal static class FolderOwnership
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <param name="folder">Of an instance that has no process.</param>
    /// <param name="user">Number of the user and of its group; null for the supervisor's own.</param>
    /// <exception cref="IOException">It cannot be given.</exception>
    public static void Give(InstanceFolder folder, int? user)
    {
        Directory.CreateDirectory(folder.Path, OwnerOnly);
        File.SetUnixFileMode(folder.Path, OwnerOnly);
        var wanted = user is { } number ? new FileOwner((uint)number, (uint)number) : FileOwner.Own;
        if (FileOwner.Of(folder.Path) == wanted) return;
        if (!Directory.EnumerateFileSystemEntries(folder.Path).Any()
            && FileOwner.Give(folder.Path, wanted))
        {
            return;
        }

        // It follows no links, holds on to what it has opened, and comes to the folder itself last.
        var start = new ProcessStartInfo("chown") { RedirectStandardError = true };
        foreach (var word in (string[])["--recursive", "--no-dereference", "-P", "--", Text(wanted), folder.Path])
        {
            start.ArgumentList.Add(word);
        }

        using var chown = Process.Start(start)!;
        var errors = chown.StandardError.ReadToEnd();
        chown.WaitForExit();
        if (chown.ExitCode != 0) throw new IOException($"the folder cannot be given to its user: {errors.Trim()}");
    }

    private static string Text(FileOwner owner) =>
        string.Create(CultureInfo.InvariantCulture, $"{owner.User}:{owner.Group}");
}

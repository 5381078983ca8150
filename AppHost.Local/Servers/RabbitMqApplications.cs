using BtcWatcher.AppHost.Local.Hosting;

namespace BtcWatcher.AppHost.Local.Servers;

/// <summary>A folder with the broker's own applications and none of its plugins.</summary>
/// <remarks>The broker's start looks for each of its modules in each folder that lies beside it: 45 of 71 are plugins,
/// none is enabled here, and without them the start is a quarter shorter.</remarks>
internal static class RabbitMqApplications
{
    /// <summary>Links them anew, since an upgrade may have brought others. Where the installation is laid out otherwise
    /// there is no folder, and the broker uses its own.</summary>
    public static void Link(string program, string folder)
    {
        var real = File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program;
        var installed = Path.Combine(Path.GetDirectoryName(real)!, "..", "plugins");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        if (!Directory.Exists(installed))
        {
            return;
        }

        PrivateFiles.CreateFolder(folder);
        foreach (var application in Directory.EnumerateDirectories(installed).Where(IsOwn))
        {
            File.CreateSymbolicLink(
                Path.Combine(folder, Path.GetFileName(application)), Path.GetFullPath(application));
        }
    }

    private static bool IsOwn(string application) => Path.GetFileName(application) is var name
        && (!name.StartsWith("rabbitmq_", StringComparison.Ordinal)
            || name.StartsWith("rabbitmq_prelaunch", StringComparison.Ordinal));
}

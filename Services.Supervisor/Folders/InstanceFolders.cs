using BtcWatcher.ServiceDefaults.Keys;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Folders;

/// <summary>The folder of all instances: one folder each, and what the scripts that watch them write.</summary>
internal sealed class InstanceFolders(IOptions<InstallationOptions> installation)
{
    public string Root { get; } = Path.Combine(installation.Value.Data, "instances");

    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>STRATEGY.GENERATION: process number and start time.</summary>
    public string Pids => Path.Combine(Root, "pids");

    /// <summary>STRATEGY.GENERATION: exit code.</summary>
    public string Exits => Path.Combine(Root, "exits");

    public InstanceFolder Of(int strategyId) => new(Root, strategyId);

    public void Create()
    {
        foreach (var path in (string[])[Root, Pids, Exits]) Directory.CreateDirectory(path, Owner);
    }

    /// <summary>
    /// Other users get through the data folder and this one to a folder of their own, and see nothing on the way.
    /// </summary>
    public void LetOthersThrough()
    {
        foreach (var path in (string[])[Path.GetDirectoryName(Root)!, Root])
        {
            File.SetUnixFileMode(path, Owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }
}

using BtcWatcher.AppHost.Local.Hosting;
using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Control;

/// <summary>
/// The state of a data folder's system now: what its host wrote, checked against the living processes.
/// </summary>
/// <param name="State"><c>running</c>, <c>starting</c>, <c>stopped</c> or <c>degraded</c>.</param>
/// <param name="Host">Its living host; null when there is none.</param>
internal sealed record SystemStatus(string State, ProcessIdentity? Host, IReadOnlyList<ResourceStatus> Resources)
{
    public static SystemStatus Of(string dataDirectory)
    {
        var written = StateFile.Read(dataDirectory);
        if (written is null)
        {
            return new SystemStatus("stopped", null, []);
        }

        var host = new ProcessIdentity(written.Host.Pid, written.Host.Start);
        var resources = written.Resources.Select(r => Checked(r, host.IsAlive)).ToList();
        return host.IsAlive && written.State != "stopped"
            ? new SystemStatus(StateOf(written.State, resources), host, resources)
            : new SystemStatus(resources.Exists(r => r.Process is not null) ? "degraded" : "stopped", null, resources);
    }

    private static string StateOf(string written, List<ResourceStatus> resources) => written switch
    {
        "starting" => "starting",
        "running" when resources.TrueForAll(r => r.IsHealthy) => "running",
        _ => "degraded",
    };

    // A word in a file does not make a process live.
    private static ResourceStatus Checked(ResourceStatus resource, bool hosted)
    {
        var alive = resource.Process is { } p && new ProcessIdentity(p.Pid, p.Start).IsAlive;
        return (alive, hosted) switch
        {
            (true, true) => resource,
            (true, false) => resource with { Health = "unknown" },
            (false, true) when resource.State == ResourceState.Running =>
                resource with { State = ResourceState.Restarting, Health = "unhealthy", Process = null },
            (false, true) => resource,
            (false, false) => resource with { State = ResourceState.Stopped, Health = "unknown", Process = null },
        };
    }
}

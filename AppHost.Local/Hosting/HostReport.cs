using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Hosting;

/// <summary>
/// Tells a person (console, <c>logs/host.log</c>) and other programs (<c>run/state.json</c>) what happens.
/// </summary>
internal sealed class HostReport(LocalOptions options, TextWriter console, TimeProvider clock)
{
    private static readonly int[] Colours = [36, 32, 33, 35, 34, 96, 92, 93, 95, 94];

    private readonly Lock _gate = new();
    private readonly bool _coloured = console == Console.Out && !Console.IsOutputRedirected;
    private Func<IReadOnlyList<ResourceStatus>> _statuses = () => [];
    private RotatingLog? _log;
    private string _state = "starting";
    private string? _error;

    public void Begin(Func<IReadOnlyList<ResourceStatus>> statuses)
    {
        _statuses = statuses;
        Save();
    }

    public void Say(string line)
    {
        lock (_gate)
        {
            console.WriteLine(line);
            _log ??= new RotatingLog(Path.Combine(options.DataDirectory, "logs", "host.log"));
            _log.TryWriteLine($"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ} {line}");
        }
    }

    public void Changed(ResourceStatus before, ResourceStatus after)
    {
        if (after.IsHealthy && !before.IsHealthy)
        {
            Say($"  {Named(after.Name)} {"healthy",-8} {string.Join("  ", after.Urls),-46} {after.Log}");
        }
        else if (before.IsHealthy && after.Health == "unhealthy" && after.State == ResourceState.Running)
        {
            Say($"  {Named(after.Name)} unhealthy: {after.Reason}");
        }

        Save();
    }

    public void AllHealthy()
    {
        _state = "running";
        Save();
    }

    public void Failed(string error)
    {
        _error = error;
        Save();
    }

    public void Stopping()
    {
        _state = "stopping";
        Save();
    }

    public void Stopped()
    {
        _state = "stopped";
        Save();
        _log?.Dispose();
    }

    private void Save()
    {
        lock (_gate)
        {
            var statuses = _statuses();
            var state = _state == "running" && !statuses.All(s => s.IsHealthy) ? "degraded" : _state;
            var own = ProcessIdentity.Of(Environment.ProcessId)!;
            var written = new HostStatus(
                new ProcessIdentityRecord(own.Pid, own.StartTicks), state, _error, options.PortBase, statuses);
            try
            {
                StateFile.Write(options.DataDirectory, written);
            }
            catch (IOException e)
            {
                // A full disk must not stop what runs; the next change is written again.
                console.WriteLine($"  the state could not be written: {e.Message}");
            }
        }
    }

    private string Named(string name)
    {
        var padded = name.PadRight(14);
        return _coloured ? $"\e[{Colours[name.Sum(c => c) % Colours.Length]}m{padded}\e[0m" : padded;
    }
}

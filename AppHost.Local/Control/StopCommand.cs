using BtcWatcher.AppHost.Local.Hosting;
using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Control;

internal static class StopCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>
    /// Ends the host (which ends the rest in reverse order), then whatever carries the folder's marks.
    /// </summary>
    /// <returns>0 when nothing is left.</returns>
    public static async Task<int> RunAsync(string dataDirectory, TextWriter output)
    {
        if (SystemStatus.Of(dataDirectory).Host is { } host)
        {
            Native.Signal(host.Pid, UnixSignal.Terminate);
            await EndedAsync(host);
            if (host.IsAlive)
            {
                output.WriteLine($"the host (process {host.Pid}) still runs: killing it");
                Native.Signal(host.Pid, UnixSignal.Kill);
                await EndedAsync(host);
            }
        }

        await Leftovers.EndAsync(dataDirectory, instances: true, output.WriteLine);
        var left = Leftovers.Find(dataDirectory, instances: true);
        foreach (var process in left)
        {
            output.WriteLine($"process {process.Identity.Pid} ({process.Resource}) could not be ended; try it as root");
        }

        output.WriteLine(left.Count == 0 ? "stopped" : "not wholly stopped");
        return left.Count == 0 ? 0 : 1;
    }

    private static async Task EndedAsync(ProcessIdentity host)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (host.IsAlive && TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            await Task.Delay(50);
        }
    }
}

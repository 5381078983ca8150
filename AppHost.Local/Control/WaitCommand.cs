using System.Globalization;
using BtcWatcher.AppHost.Local.Hosting;
using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Control;

internal static class WaitCommand
{
    private const int Ended = 1;
    private const int Late = 2;

    /// <summary>Waits for a host that has just been started in the background.</summary>
    /// <returns>0 when everything is healthy; 1 when it ended; 2 when it took too long, and it says what did.</returns>
    public static async Task<int> RunAsync(string dataDirectory, string pid, string seconds)
    {
        if (!int.TryParse(pid, CultureInfo.InvariantCulture, out var number)
            || !int.TryParse(seconds, CultureInfo.InvariantCulture, out var limit))
        {
            return Usage.Print();
        }

        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started).TotalSeconds < limit)
        {
            // Alive is asked first: a host that ends has written its last word by then.
            var alive = ProcessIdentity.Of(number) is not null;
            var state = StateFile.Read(dataDirectory) is { } written && written.Host.Pid == number ? written : null;
            if (alive && state?.State is "running" or "degraded")
            {
                return 0;
            }

            if (!alive)
            {
                return Ended; // It has said why itself.
            }

            await Task.Delay(100);
        }

        var late = SystemStatus.Of(dataDirectory).Resources.Where(r => !r.IsHealthy)
            .Select(r => $"\n{r.Name} is {r.State.ToString().ToLowerInvariant()}; its log: {r.Log}");
        await Console.Error.WriteLineAsync($"Not healthy within {limit} s:{string.Concat(late)}");
        return Late;
    }
}

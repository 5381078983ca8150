using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Hosting;

/// <summary>Probes a child until it ends; one that hangs is ended.</summary>
internal sealed class ExitWatch(Workload workload, RunnerContext context)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <param name="seen">Told after each probe what is wrong; null when nothing is.</param>
    /// <returns>How it ended; empty when the host stops.</returns>
    public async Task<string> UntilExitAsync(ChildProcess child, Action<string?> seen, CancellationToken stop)
    {
        var silent = 0;
        while (true)
        {
            await Task.WhenAny(child.Exited, Task.Delay(Interval, context.Clock, stop));
            if (stop.IsCancellationRequested)
            {
                return "";
            }

            if (child.Exited.IsCompleted)
            {
                return $"ended with code {await child.Exited}";
            }

            var problem = await workload.ProbeAsync(CancellationToken.None);
            seen(problem);
            silent = problem is null || await workload.LivesAsync(stop) ? 0 : silent + 1;
            if (context.SilentProbes > 0 && silent >= context.SilentProbes && !child.Exited.IsCompleted)
            {
                child.KillGroup();
                await child.Exited;
                return $"answered nothing to {silent} probes in a row and was killed";
            }
        }
    }
}

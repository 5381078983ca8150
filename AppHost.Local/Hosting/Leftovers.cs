using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Hosting;

/// <summary>
/// Ends processes that a killed host left: found by their marks, or recorded in its state with their start time.
/// </summary>
internal static class Leftovers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Living processes of the data folder.</summary>
    /// <param name="instances">Whether FreqTrade instances count; at a start they are left for adoption.</param>
    public static IReadOnlyList<MarkedProcess> Find(string dataDirectory, bool instances)
    {
        var marked = Marks.Find(dataDirectory).Where(p => instances || !p.IsInstance).ToList();
        var recorded = (StateFile.Read(dataDirectory)?.Resources ?? [])
            .Where(r => r.Process is not null && marked.TrueForAll(m => m.Identity.Pid != r.Process.Pid))
            .Select(r => new MarkedProcess(
                new ProcessIdentity(r.Process!.Pid, r.Process.Start),
                new Dictionary<string, string> { [Marks.Resource] = r.Name }))
            .Where(p => p.Identity.IsAlive);
        return [.. marked, .. recorded];
    }

    /// <summary>
    /// Ends them all, clients before their servers, and kills what is left. At a start services are killed at once: a
    /// supervisor that is asked to end takes its instances with it, one that is killed leaves them for adoption.
    /// </summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> EndAsync(string dataDirectory, bool instances, Action<string> say)
    {
        var ended = new HashSet<int>();
        foreach (var serversToo in (bool[])[false, true])
        {
            // Sought again each time: a service that ends may have started something meanwhile.
            var round = Find(dataDirectory, instances).Where(p => serversToo || !IsServer(p)).ToList();
            foreach (var process in round.Where(p => ended.Add(p.Identity.Pid)))
            {
                var name = process.Resource ?? "a program";
                say($"ending {name} (process {process.Identity.Pid}), left by an earlier run");
                Native.Signal(
                    process.Identity.Pid, instances || IsServer(process) ? process.StopSignal : UnixSignal.Kill);
            }

            await WaitAsync(round);
            foreach (var process in round.Where(p => p.Identity.IsAlive))
            {
                Native.SignalGroup(process.Identity.Pid, UnixSignal.Kill);
                Native.Signal(process.Identity.Pid, UnixSignal.Kill);
            }

            await WaitAsync(round);
        }

        return ended.Count;
    }

    // Only servers have no variable of a service's.
    private static bool IsServer(MarkedProcess process) =>
        !process.IsInstance && !process.Variables.ContainsKey("ASPNETCORE_URLS");

    private static async Task WaitAsync(IReadOnlyList<MarkedProcess> processes)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (processes.Any(p => p.Identity.IsAlive) && TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            await Task.Delay(50);
        }
    }
}

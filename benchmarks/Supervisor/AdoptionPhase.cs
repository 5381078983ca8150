using System.Diagnostics;
using System.Globalization;
using BtcWatcher.Contracts;
using BtcWatcher.Testing;

namespace BtcWatcher.Bench.Supervisor;

/// <summary>A killed supervisor, ends of instances meanwhile, and the next supervisor.</summary>
internal static class AdoptionPhase
{
    private const int ExitCode = 7;
    private static readonly int[] Crashing = [1, 2, 3];
    private static readonly int[] Killed = [4, 5];

    /// <returns>
    /// The new supervisor, and seconds from its start until it answers with every instance as running.
    /// </returns>
    /// <exception cref="InvalidOperationException">One was restarted, doubled, lost or not reported.</exception>
    public static async Task<(SupervisorProcess Supervisor, double Seconds)> RunAsync(
        BenchInstallation installation, SupervisorProcess supervisor)
    {
        var before = (await installation.InstancesAsync()).ToDictionary(view => view.StrategyId);
        await supervisor.KillAsync();
        installation.Events.Forget();
        await EndSomeAsync(installation, before);
        var began = Stopwatch.GetTimestamp();
        var next = await installation.StartSupervisorAsync();
        var left = before.Keys.Except(Crashing).Except(Killed).Order().ToArray();
        await Eventually.TrueAsync(async () =>
        {
            var views = (await installation.InstancesAsync()).ToDictionary(view => view.StrategyId);
            return left.All(id => views.GetValueOrDefault(id)?.State == InstanceState.Running);
        }, TimeSpan.FromMinutes(1));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await CheckAsync(installation, before, left);
        return (next, seconds);
    }

    private static async Task EndSomeAsync(
        BenchInstallation installation, Dictionary<int, InstanceView> before)
    {
        foreach (var id in Crashing)
        {
            await File.WriteAllTextAsync(
                Path.Combine(installation.Folders, id.ToString(CultureInfo.InvariantCulture), "user_data",
                    "simulator.control"),
                $$"""{"crash": {{ExitCode}}, "once": true}""");
        }

        foreach (var id in Killed) ProcessTable.Kill(before[id].Pid!.Value);
        var pids = Crashing.Concat(Killed).Select(id => before[id].Pid!.Value).ToHashSet();
        await Eventually.TrueAsync(() => !ProcessTable.Marked(installation.Data).Any(one => pids.Contains(one.Pid)));
    }

    private static async Task CheckAsync(
        BenchInstallation installation, Dictionary<int, InstanceView> before, int[] left)
    {
        var count = before.Count;
        await StartPhase.AllRunAsync(installation, count);
        await Eventually.TrueAsync(() => installation.Events.All<InstanceStarted>()
            .Count(one => one.Message.Adopted) >= left.Length);
        var views = (await installation.InstancesAsync()).ToDictionary(view => view.StrategyId);
        Must(left.All(id => (views[id].Pid, views[id].Generation) == (before[id].Pid, before[id].Generation)),
            "an adopted instance has another process");
        var programs = ProcessTable.Marked(installation.Data).Where(one => !one.IsScript).ToArray();
        Must(programs.Select(one => one.Mark).Distinct().Count() == programs.Length && programs.Length == count,
            $"there are {programs.Length} processes of {count} instances");
        var crashes = installation.Events.All<InstanceCrashed>().Select(one => one.Message)
            .ToLookup(one => one.StrategyId, one => one.ExitCode);
        Must(crashes.Count == Crashing.Length + Killed.Length, $"{crashes.Count} instances are told to have crashed");
        Must(Crashing.All(id => crashes[id].SequenceEqual([ExitCode])), "the exit codes are not those of the crashes");
        Must(Killed.All(id => crashes[id].SequenceEqual([128 + 9])), "the exit codes are not those of the kills");
    }

    private static void Must(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException($"After the supervisor was killed, {otherwise}.");
    }
}

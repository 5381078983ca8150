using System.Diagnostics;
using BtcWatcher.Contracts;
using BtcWatcher.Testing;

namespace BtcWatcher.Bench.Supervisor;

/// <summary>Starting all, and what the supervisor itself costs then.</summary>
internal static class StartPhase
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    /// <returns>Seconds from the first command until all answer, and until all are ready.</returns>
    public static async Task<(double Answering, double Ready)> RunAsync(BenchInstallation installation, int count)
    {
        var began = Stopwatch.GetTimestamp();
        await installation.AskAllAsync(Enumerable.Range(1, count), DesiredState.Running, revision: 1);
        var answering = await Answers.AwaitAsync(installation.PortBase, count, began, Limit);
        await AllRunAsync(installation, count);
        return (answering, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    public static Task AllRunAsync(BenchInstallation installation, int count) => Eventually.TrueAsync(async () =>
    {
        await Task.Delay(500);
        var views = await installation.InstancesAsync();
        return views.Count(view => view.State == InstanceState.Running) == count;
    }, Limit);

    /// <summary>The reference, ended again afterwards.</summary>
    public static async Task<double> ReferenceAsync(BenchInstallation installation, ShellLoop loop, int count)
    {
        var began = Stopwatch.GetTimestamp();
        await loop.RunAsync(count);
        var answering = await Answers.AwaitAsync(installation.PortBase, count, began, Limit);
        await ProcessTable.KillAllAsync(installation.Data);
        // Written by another user than the instances'.
        foreach (var file in Directory.EnumerateFiles(
            installation.Folders, "trades.sqlite*", SearchOption.AllDirectories).ToArray())
        {
            File.Delete(file);
        }

        return answering;
    }

    /// <returns>
    /// Part of one core, and bytes an instance: what the supervisor has grown by, and what its scripts take.
    /// </returns>
    public static async Task<(double Cpu, double Own, double Scripts)> CostAsync(
        BenchInstallation installation, SupervisorProcess supervisor, long memoryBefore, int count, TimeSpan length)
    {
        await Task.Delay(Settling);
        var (began, before) = (Stopwatch.GetTimestamp(), ProcessTable.Cpu(supervisor.Pid));
        await Task.Delay(length);
        var used = ProcessTable.Cpu(supervisor.Pid) - before;
        var cpu = used / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var own = ProcessTable.Memory(supervisor.Pid) - memoryBefore;
        var scripts = ProcessTable.Marked(installation.Data).Where(one => one.IsScript)
            .Sum(one => ProcessTable.Memory(one.Pid));
        return (cpu, (double)own / count, (double)scripts / count);
    }
}

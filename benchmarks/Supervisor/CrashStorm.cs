using System.Diagnostics;
using System.Globalization;
using BtcWatcher.Contracts;
using BtcWatcher.Testing;
using Npgsql;

namespace BtcWatcher.Bench.Supervisor;

/// <summary>
/// Instances that end as soon as they are started, others that are killed as soon as they are ready; then all are
/// stopped, and nothing may be left of it.
/// </summary>
internal sealed class CrashStorm(BenchInstallation installation)
{
    private const int Instances = 12;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    /// <summary>Restarts without delay and without giving up within a storm.</summary>
    public static (string Name, string Value)[] Settings { get; } =
    [
        ("Instances__FirstRestartDelay", "00:00:00.1"),
        ("Instances__LongestRestartDelay", "00:00:00.1"),
        ("Instances__MaxFaults", "1000"),
    ];

    /// <returns>Crashes, and bytes by which the supervisor has grown.</returns>
    /// <exception cref="InvalidOperationException">Something was left.</exception>
    public async Task<(int Crashes, long Grown)> RunAsync(
        SupervisorProcess supervisor, int crashes, TimeSpan limit, long revision)
    {
        var ids = Enumerable.Range(1, Instances).ToArray();
        var before = await StateAsync(supervisor);
        var memory = ProcessTable.Memory(supervisor.Pid);
        installation.Events.Forget();
        foreach (var id in ids.Where(id => id % 3 != 0)) Fault(id, """{"crash": 3}""");
        await installation.AskAllAsync(ids, DesiredState.Running, revision);
        var began = Stopwatch.GetTimestamp();
        var kills = new HashSet<(int, long)>();
        while (Crashes() < crashes && Stopwatch.GetElapsedTime(began) < limit)
        {
            foreach (var (_, ready) in installation.Events.All<InstanceStarted>().TakeLast(Instances * 2))
            {
                if (kills.Add((ready.StrategyId, ready.Generation))) ProcessTable.Kill(ready.Pid);
            }

            await Task.Delay(50);
        }

        foreach (var id in ids) File.Delete(Control(id));
        await StopAsync(ids, revision + 1);
        var after = before;
        try
        {
            await Eventually.TrueAsync(async () => (after = await StateAsync(supervisor)) == before, Settling);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"The storm left something: {after}, before {before}.");
        }

        return (Crashes(), ProcessTable.Memory(supervisor.Pid) - memory);
    }

    public async Task StopAsync(IReadOnlyCollection<int> ids, long revision)
    {
        await installation.AskAllAsync(ids, DesiredState.Stopped, revision);
        await Eventually.TrueAsync(async () => (await installation.InstancesAsync())
            .All(view => view.State == InstanceState.Stopped), TimeSpan.FromMinutes(3));
    }

    private int Crashes() => installation.Events.All<InstanceCrashed>().Count;

    private string Control(int id) => Path.Combine(
        installation.Folders, id.ToString(CultureInfo.InvariantCulture), "user_data", "simulator.control");

    private void Fault(int id, string json) => File.WriteAllText(Control(id), json);

    private async Task<Left> StateAsync(SupervisorProcess supervisor)
    {
        await using var source = NpgsqlDataSource.Create(installation.Database);
        return new(
            ProcessTable.Marked(installation.Data).Count,
            ProcessTable.Zombies(1, supervisor.Pid, Environment.ProcessId),
            await installation.AllocatedPortsAsync(),
            // Pools of connections and inotify differ by a few; a leak would be one for each crash.
            ProcessTable.Descriptors(supervisor.Pid) / 50,
            Directory.GetDirectories(installation.Folders).Length,
            Directory.GetFiles(Path.Combine(installation.Folders, "pids")).Length
                + Directory.GetFiles(Path.Combine(installation.Folders, "exits")).Length,
            await CountAsync(source, "supervisor.instances"),
            await CountAsync(source, "supervisor.desired_states"),
            await CountAsync(source, "supervisor.outbox"));
    }

    private static async Task<long> CountAsync(NpgsqlDataSource source, string table)
    {
        await using var command = source.CreateCommand("SELECT count(*) FROM " + table);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private sealed record Left(
        int Processes, int Zombies, int Ports, int DescriptorsBy50, int Folders, int Files, long Instances, long Desired,
        long Outbox);
}

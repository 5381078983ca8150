using System.Globalization;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;
using Npgsql;

namespace BtcWatcher.Services.Supervisor.Tests.Whole;

/// <summary>
/// Real processes that end at once, through the real service, script and database. The back-off is the shortest that
/// can be set, in the place of a moved clock. The 10,000 are those of ./bench supervisor: here they would take minutes.
/// </summary>
[Trait("Category", "Slow")]
public sealed class CrashStormTests(Servers servers)
{
    private const int Instances = 100;
    private const int WarmUp = 300;
    private const int Crashes = 1_500;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Program_CrashesWithoutEnd_NothingIsLeft()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var supervisor = await installation.StartAsync(
            ("FreqTrade__Command", "/bin/false"), ("Instances__MaxStarting", "999"), ("Instances__MaxFaults", "1000"),
            ("Instances__FirstRestartDelay", "00:00:00.1"), ("Instances__LongestRestartDelay", "00:00:00.1"));
        var ids = Enumerable.Range(1, Instances).ToArray();
        await Task.WhenAll(ids.Select(id => installation.AskAsync(id, DesiredState.Running, revision: 1)));

        await CrashedAsync(installation, WarmUp);
        var (descriptors, memory) = (Descriptors(supervisor), Memory(supervisor));
        await CrashedAsync(installation, Crashes);
        await Task.WhenAll(ids.Select(id => installation.AskAsync(id, DesiredState.Stopped, revision: 2)));
        foreach (var id in ids) await installation.UntilAsync(id, InstanceState.Stopped);

        Assert.Empty(InstanceMark.FindAll(installation.Data));
        Assert.Equal(0, Zombies(supervisor));
        Assert.InRange(Descriptors(supervisor), 0, descriptors + 20);
        Assert.InRange(Memory(supervisor) - memory, long.MinValue, 64L << 20);
        await AssertLeftAsync(installation, ids);
        await AssertToldOnceAsync(installation);
    }

    private static Task CrashedAsync(TestInstallation installation, int count) => Eventually.TrueAsync(
        () => installation.Bus.All<InstanceCrashed>().Count >= count, Limit);

    private static async Task AssertLeftAsync(TestInstallation installation, int[] ids)
    {
        var root = Path.Combine(installation.Data, "instances");
        Assert.Empty(Directory.GetFiles(Path.Combine(root, "pids")));
        Assert.Empty(Directory.GetFiles(Path.Combine(root, "exits")));
        Assert.Equal(Instances + 2, Directory.GetDirectories(root).Length);
        foreach (var id in ids)
        {
            Assert.InRange(
                Directory.GetFiles(installation.FolderOf(id), "*", SearchOption.AllDirectories).Length, 1, 6);
        }

        var ports = JsonNode.Parse(await installation.Client.GetStringAsync("/internal/ports"))!;
        Assert.Equal(0, (int)ports["allocated_ports"]!);
        await Eventually.TrueAsync(async () => await CountAsync(installation, "outbox") == 0);
        Assert.Equal(Instances, await CountAsync(installation, "instances"));
        Assert.Equal(Instances, await CountAsync(installation, "desired_states"));
        Assert.Equal(Instances, await CountAsync(installation, "definitions"));
    }

    // Every start has ended by a crash, and each was told.
    private static async Task AssertToldOnceAsync(TestInstallation installation)
    {
        await using var source = NpgsqlDataSource.Create(installation.Database);
        await using var command = source.CreateCommand("SELECT sum(generation)::bigint FROM supervisor.instances");
        var starts = (long)(await command.ExecuteScalarAsync())!;
        await Eventually.TrueAsync(() => Told(installation).Distinct().Count() >= starts);
        Assert.Equal(starts, Told(installation).Distinct().Count());
    }

    private static IEnumerable<(int, long)> Told(TestInstallation installation) =>
        installation.Bus.All<InstanceCrashed>().Select(crash => (crash.StrategyId, crash.Generation));

    private static async Task<long> CountAsync(TestInstallation installation, string table)
    {
        await using var source = NpgsqlDataSource.Create(installation.Database);
        await using var command = source.CreateCommand("SELECT count(*) FROM supervisor." + table);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static int Descriptors(SupervisorProcess supervisor) =>
        Directory.GetFileSystemEntries($"/proc/{supervisor.Pid}/fd").Length;

    private static long Memory(SupervisorProcess supervisor) => ProcFs.Usage(supervisor.Pid)!.Value.MemoryBytes;

    // Children of the supervisor that it never reaped.
    private static int Zombies(SupervisorProcess supervisor) => ProcFs.Pids().Count(pid =>
    {
        var path = $"/proc/{pid}/stat";
        if (!File.Exists(path)) return false;
        try
        {
            var text = File.ReadAllText(path);
            return text[(text.LastIndexOf(')') + 2)..].StartsWith(
                string.Create(CultureInfo.InvariantCulture, $"Z {supervisor.Pid} "), StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    });
}

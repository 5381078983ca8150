using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Whole;

public sealed class CapacityTests(Servers servers)
{
    [Fact]
    public async Task Start_OnAFullMachine_IsRefusedWithOneAlertAndTriedAgain()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var supervisor = await installation.StartAsync(("Starting__InstanceMemoryBytes", "1099511627776"));
        foreach (var id in (int[])[1, 2, 3]) await installation.AskAsync(id, DesiredState.Running, revision: 1);

        foreach (var id in (int[])[1, 2, 3])
        {
            var view = await installation.UntilAsync(
                id, one => one is { State: InstanceState.BackingOff, Attempts: > 1 });
            Assert.Matches(
                @"^capacity: \d+ MiB of memory may still be taken \(.* less a reserve of 5 %\), one more instance "
                + "needs about 1048576 MiB. Stop a strategy, ", view.Reason);
            Assert.Equal((0L, null, null), (view.Generation, view.Port, view.Pid));
        }

        var capacity = await ReadAsync(installation);
        Assert.Equal((999, 0, 999, false), (
            (int)capacity["capacity"]!["max_strategies"]!, (int)capacity["capacity"]!["running_strategies"]!,
            (int)capacity["capacity"]!["available_slots"]!, (bool)capacity["capacity"]!["can_start_more"]!));
        Assert.Contains("one more instance needs", (string?)capacity["refusal"], StringComparison.Ordinal);
        await Eventually.TrueAsync(() => installation.Bus.All<AlertRaised>().Count > 0);

        // Room for all of them, after an upgrade of the machine as it were.
        await supervisor.TerminateAsync();
        await installation.StartAsync();
        foreach (var id in (int[])[1, 2, 3]) await installation.UntilAsync(id, InstanceState.Running);

        await Eventually.TrueAsync(() =>
            installation.Bus.All<AlertResolved>().Any(one => one.Key == "capacity:starts_refused"));
        Assert.Equal(
            ["capacity:starts_refused"], installation.Bus.All<AlertRaised>().Select(one => one.Key).Distinct());
        Assert.Empty(installation.Bus.All<InstanceCrashed>());
        Assert.Equal(3, InstanceMark.FindAll(installation.Data).Select(one => one.Mark).Distinct().Count());
    }

    [Fact]
    public async Task Start_BeyondTheSlots_WaitsVisiblyAndEndsWhenItIsNotWantedAnyMore()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        installation.Fault(1, """{"start_seconds": 300}""");
        await installation.StartAsync(("Instances__MaxStarting", "1"));
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        await installation.UntilAsync(1, InstanceState.Starting);
        foreach (var id in (int[])[2, 3]) await installation.AskAsync(id, DesiredState.Running, revision: 1);

        await installation.UntilAsync(2, WaitsForASlot);
        await installation.UntilAsync(3, WaitsForASlot);
        var starts = (await ReadAsync(installation))["starts"]!;
        Assert.Equal((1, 2, 1), ((int)starts["starting"]!, (int)starts["waiting"]!, (int)starts["at_once"]!));

        await installation.AskAsync(2, DesiredState.Stopped, revision: 2);
        var ended = await installation.UntilAsync(2, view => view.Reason is null);
        Assert.Equal((InstanceState.Stopped, 0L), (ended.State, ended.Generation));
        await installation.AskAsync(1, DesiredState.Stopped, revision: 2);
        await installation.UntilAsync(3, InstanceState.Running);

        var capacity = await ReadAsync(installation);
        Assert.Equal((1, 998, true), (
            (int)capacity["capacity"]!["running_strategies"]!, (int)capacity["capacity"]!["available_slots"]!,
            (bool)capacity["capacity"]!["can_start_more"]!));
        Assert.Null((string?)capacity["refusal"]);
        Assert.True((long)capacity["need"]!["memory_bytes"]! > 1 << 20);
        Assert.Equal(
            ["descriptors", "memory", "ports", "tasks"],
            capacity["limits"]!.AsArray().Select(limit => (string)limit!["resource"]!).Distinct().Order());
    }

    [Fact]
    public async Task Port_OfAnInstance_ComesBackOnEveryPath()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync();
        foreach (var id in (int[])[1, 2, 3]) await installation.AskAsync(id, DesiredState.Running, revision: 1);
        var running = await installation.UntilAsync(1, InstanceState.Running);
        foreach (var id in (int[])[2, 3]) await installation.UntilAsync(id, InstanceState.Running);
        Assert.Equal(996, await FreeAsync(installation));

        // Asked to restart three times at once: one process each time, on the port of its id.
        foreach (var nonce in (int[])[1, 2, 3])
        {
            await installation.AskAsync(1, DesiredState.Running, revision: 1 + nonce, nonce: nonce);
        }

        var again = await installation.UntilAsync(1, view => view.State == InstanceState.Running && view.Generation > 1
            && view.Pid != running.Pid);
        Assert.Equal(running.Port, again.Port);
        // Killed: started again after a failure, on the same port.
        Signals.Kill(TestInstallation.Process(await installation.UntilAsync(2, InstanceState.Running)));
        var restarted = await installation.UntilAsync(
            2, view => view is { State: InstanceState.Running, Generation: 2 });
        Assert.Equal(installation.PortBase + 1, restarted.Port);
        Assert.Equal(996, await FreeAsync(installation));
        // Deleted.
        await installation.DeleteAsync(3, revision: 2);
        await Eventually.TrueAsync(async () => await FreeAsync(installation) == 997);
        // Refused for its configuration.
        var invalid = TestConfigs.Definition(5) with
        {
            ExtraConfig = JsonNode.Parse("""{"stoploss": "x"}""")!.AsObject(),
        };
        await installation.AskAsync(5, DesiredState.Running, revision: 1, definition: invalid);
        await installation.UntilAsync(5, InstanceState.GaveUp);
        Assert.Equal(997, await FreeAsync(installation));
    }

    private static bool WaitsForASlot(InstanceView view) =>
        view.Reason?.StartsWith("waiting for a start slot", StringComparison.Ordinal) == true;

    private static async Task<JsonNode> ReadAsync(TestInstallation installation) =>
        JsonNode.Parse(await installation.Client.GetStringAsync("/internal/capacity"))!;

    private static async Task<int> FreeAsync(TestInstallation installation) =>
        (int)(await ReadAsync(installation))["port_pool"]!["available_ports"]!;
}

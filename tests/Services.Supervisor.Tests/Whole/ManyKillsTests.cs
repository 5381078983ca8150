using System.Net.Http.Json;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Whole;

[Trait("Category", "Slow")]
public sealed class ManyKillsTests(Servers servers)
{
    private const int Instances = 50;
    private const int Kills = 20;

    [Fact]
    public async Task Supervisor_KilledTwentyTimes_AdoptsAllEachTime()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var ids = Enumerable.Range(1, Instances).ToArray();
        // Candles now and then, so that fifty of them leave the processor to the supervisor.
        (string, string)[] settings = [("SIMULATOR_CANDLE_SECONDS", "300"), ("Instances__ProbeInterval", "00:00:05")];
        var supervisor = await installation.StartAsync(settings);
        await Task.WhenAll(ids.Select(id => installation.AskAsync(id, DesiredState.Running, revision: 1)));
        var before = await UntilAllRunAsync(installation, ids);

        for (var kill = 0; kill < Kills; kill++)
        {
            await supervisor.KillAsync();
            supervisor = await installation.StartAsync(settings);
            Assert.Equal(before, await UntilAllRunAsync(installation, ids));
        }

        var programs = InstanceMark.FindAll(installation.Data).Where(one => before.ContainsValue((one.Process.Pid, 1)));
        Assert.Equal(ids, programs.Select(one => one.Mark.StrategyId).Order());
        // Each has its script, and nothing else is there.
        Assert.Equal(2 * Instances, InstanceMark.FindAll(installation.Data).Count);
        Assert.Empty(installation.Bus.All<InstanceCrashed>());
        await Eventually.TrueAsync(() =>
            installation.Bus.All<InstanceStarted>().Count(one => one.Adopted) == Kills * Instances);
    }

    private static async Task<SortedDictionary<int, (int Pid, long Generation)>> UntilAllRunAsync(
        TestInstallation installation, int[] ids)
    {
        InstanceView[] views = [];
        await Eventually.TrueAsync(async () =>
        {
            views = (await installation.Client.GetFromJsonAsync<InstanceView[]>(
                "/internal/instances", MessageJson.Options))!;
            return views.Count(view => view.State == InstanceState.Running) == ids.Length;
        }, TimeSpan.FromMinutes(4));
        return new(views.ToDictionary(view => view.StrategyId, view => (view.Pid!.Value, view.Generation)));
    }
}

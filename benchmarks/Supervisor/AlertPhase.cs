using BtcWatcher.Contracts;
using BtcWatcher.Testing;

namespace BtcWatcher.Bench.Supervisor;

/// <summary>From the death of an instance to the arrival of its alert at another service.</summary>
internal static class AlertPhase
{
    private static readonly int[] Victims = [11, 12, 13, 14, 15, 16, 17, 18, 19, 20];

    /// <returns>Seconds, the slowest of ten.</returns>
    public static async Task<double> RunAsync(BenchInstallation installation, int count)
    {
        var slowest = TimeSpan.Zero;
        var pids = (await installation.InstancesAsync()).ToDictionary(view => view.StrategyId, view => view.Pid!.Value);
        foreach (var id in Victims)
        {
            var killed = DateTime.UtcNow;
            ProcessTable.Kill(pids[id]);
            await Eventually.TrueAsync(() => AlertOf(installation, id) is not null);
            var took = AlertOf(installation, id)!.Value - killed;
            slowest = took > slowest ? took : slowest;
        }

        await StartPhase.AllRunAsync(installation, count);
        return slowest.TotalSeconds;
    }

    private static DateTime? AlertOf(BenchInstallation installation, int id) => installation.Events.All<AlertRaised>()
        .Where(one => one.Message.StrategyId == id).Select(one => (DateTime?)one.At).FirstOrDefault();
}

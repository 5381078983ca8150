using BtcWatcher.Contracts;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Monitoring.Tests.Fleet;

public sealed class ProbedTests(TestServers servers) : MonitoringTest(servers)
{
    internal override void Prepare() => Neighbours.SupervisorAway = true;

    [Fact]
    public async Task Probed_ThenCrashed_IsSeenAtOnceWithoutAskingTheSupervisor()
    {
        var now = DateTimeOffset.UtcNow.AddMinutes(1); // Ahead, so that the test's own slowness makes nothing stale.
        await Host.PublishAsync(new InstancesProbed { At = now, Instances = [Make.Running(1, now)] });
        await Eventually.TrueAsync(async () => await StatusAsync() == "healthy");

        await Host.PublishAsync(new InstanceCrashed
        {
            StrategyId = 1, Generation = 1, At = now.AddSeconds(1), Reason = "exit code 2",
        });

        await Eventually.TrueAsync(async () => await StatusAsync() == "unhealthy");
        var (_, body) = await GetAsync("/api/v1/system/health");
        Assert.Equal((0, 1, 0), (body["healthy_strategies"]!.GetValue<int>(), body["total_strategies"]!.GetValue<int>(),
            body["running_strategies"]!.GetValue<int>()));
    }

    private async Task<string?> StatusAsync() => (await GetAsync("/api/v1/system/health")).Body["status"]!.ToString();
}

using System.Net;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Monitoring.Latest;
using BtcWatcher.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Monitoring.Tests.Sampling;

public sealed class SamplingTests(TestServers servers) : MonitoringTest(servers)
{
    internal override void Prepare()
    {
        var now = DateTimeOffset.UtcNow;
        Neighbours.Instances = [Make.Running(1, now), Make.Stopped(2, now)];
        Neighbours.Capacity = Make.Capacity(1);
    }

    [Fact]
    public async Task Samples_AreInRedisWithTheirLifetimes()
    {
        await Eventually.TrueAsync(() => Redis.KeyExistsAsync(LatestStore.CapacityKey));
        await Eventually.TrueAsync(() => Redis.KeyExistsAsync(LatestStore.StrategyKey(2)));

        var strategy = JsonNode.Parse((string)(await Redis.StringGetAsync("btcw:strategy:1:latest"))!)!;
        Assert.Equal(
            ("healthy", 100), (strategy["status"]!.GetValue<string>(), strategy["health_score"]!.GetValue<double>()));
        var stopped = JsonNode.Parse((string)(await Redis.StringGetAsync("btcw:strategy:2:latest"))!)!;
        Assert.Equal("stopped", stopped["status"]!.GetValue<string>());
        Assert.Null(stopped["health_score"]);
        var system = JsonNode.Parse((string)(await Redis.StringGetAsync("btcw:system:latest"))!)!;
        Assert.Equal(
            (1, 999), (system["instances_running"]!.GetValue<int>(), system["instances_possible"]!.GetValue<int>()));
        Assert.True(system["simulated"]!.GetValue<bool>());
        // Configured: 60 s; not configured: three intervals of one second.
        await Eventually.TrueAsync(async () => await LifetimeAsync("btcw:system:latest") is > 50 and <= 60);
        await Eventually.TrueAsync(async () => await LifetimeAsync("btcw:strategy:1:latest") is > 1 and <= 3);
    }

    private async Task<double> LifetimeAsync(string key) => (await Redis.KeyTimeToLiveAsync(key))?.TotalSeconds ?? 0;

    [Fact]
    public async Task Samples_ArePublished()
    {
        var systems = await SubscribeAsync<SystemSampled>();
        var strategies = await SubscribeAsync<StrategiesSampled>();
        var capacities = await SubscribeAsync<CapacitySampled>();

        await Eventually.TrueAsync(() => !systems.IsEmpty && !strategies.IsEmpty && !capacities.IsEmpty);

        Assert.InRange(systems.First().MemoryUsedBytes, 1, systems.First().MemoryTotalBytes);
        Assert.Equal([100d, null], strategies.Last().Strategies.Select(strategy => strategy.HealthScore));
        Assert.Equal((1, 998, 999, true), (capacities.First().RunningStrategies, capacities.First().AvailableSlots,
            capacities.First().MaxStrategies, capacities.First().CanStartMore));
    }

    [Fact]
    public async Task Trend_HasOneRowForFiveMinutes()
    {
        var systems = await SubscribeAsync<SystemSampled>();
        await Eventually.TrueAsync(() => systems.Count >= 2);

        await using var scope = Host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MonitoringDbContext>();
        await Eventually.TrueAsync(() => db.TrendSamples.AnyAsync());
        var rows = await db.TrendSamples.AsNoTracking().ToListAsync();

        // Two only when the border of five minutes lies within the test.
        Assert.InRange(rows.Count, 1, 2);
        Assert.All(rows, row => Assert.Equal(0, row.At.UtcTicks % TimeSpan.FromMinutes(5).Ticks));
        Assert.Equal(1, rows[0].RunningStrategies);
    }

    [Fact]
    public async Task Status_AfterTheFirstSample_HasTheMachineAndTheStrategies()
    {
        await Eventually.TrueAsync(
            async () => (await GetAsync("/api/v1/system/status")).Body["strategies"] is JsonArray { Count: 2 });

        var (status, body) = await GetAsync("/api/v1/system/status");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            [
                "at", "cpu_percent", "memory_total_bytes", "memory_used_bytes", "disk_total_bytes", "disk_used_bytes",
                "load1", "instances_running", "instances_possible", "simulated",
            ],
            body["system"]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task Schema_Migrated_IsAsTheModel()
    {
        await using var scope = Host.Services.CreateAsyncScope();

        Assert.Empty(
            await SchemaComparison.DifferencesAsync(scope.ServiceProvider.GetRequiredService<MonitoringDbContext>()));
    }
}

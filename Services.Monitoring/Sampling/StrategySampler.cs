using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.Services.Monitoring.Fleet;
using BtcWatcher.Services.Monitoring.Health;
using BtcWatcher.Services.Monitoring.Latest;

namespace BtcWatcher.Services.Monitoring.Sampling;

/// <summary>Samples every strategy's state and health into Redis and an event.</summary>
internal sealed class StrategySampler(
    FleetView fleet, LatestStore latest, SamplePublisher publisher, ISettings settings, TimeProvider clock)
        : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            if (await fleet.CurrentAsync(stoppingToken) is { } health)
            {
                var monitoring = settings.Current.System.Monitoring;
                var lifetime = monitoring.StrategyStatusCacheTtl ?? 3 * monitoring.StrategyStatusInterval;
                await SampleAsync(health, TimeSpan.FromSeconds(lifetime), stoppingToken);
            }

            await Pace.WaitAsync(
                () => TimeSpan.FromSeconds(settings.Current.System.Monitoring.StrategyStatusInterval), clock,
                stoppingToken);
        }
    }

    private Task SampleAsync(FleetHealth health, TimeSpan lifetime, CancellationToken ct)
    {
        var at = clock.GetUtcNow();
        return publisher.RunAsync(
            "strategies", ct,
            () => latest.StoreAsync([.. health.Strategies.Select(strategy => LatestOf(strategy, at))], lifetime),
            () => publisher.PublishAsync(ct, new StrategiesSampled
            {
                At = at, Strategies = [.. health.Strategies.Select(SampleOf)],
            }));
    }

    private static StrategySample SampleOf(StrategyHealth strategy) => new()
    {
        StrategyId = strategy.Instance.StrategyId,
        State = strategy.Instance.State,
        HealthScore = strategy.Verdict.Score,
        LatencyMs = strategy.Instance.LatencyMs,
        CpuPercent = strategy.Instance.CpuPercent,
        MemoryBytes = strategy.Instance.MemoryBytes,
    };

    private static StrategyLatest LatestOf(StrategyHealth strategy, DateTimeOffset at)
    {
        var instance = strategy.Instance;
        return new StrategyLatest(
            instance.StrategyId, instance.State, instance.Desired, strategy.Verdict.Status, strategy.Verdict.Score,
            strategy.Verdict.Status == HealthStatus.Stale, instance.Generation, instance.Port, instance.Pid,
            instance.LatencyMs, instance.CpuPercent, instance.MemoryBytes, instance.TraderState, instance.LastProcessAt,
            instance.StartedAt,
            instance.ProbedAt, instance.Reason, at, instance.Simulated);
    }
}

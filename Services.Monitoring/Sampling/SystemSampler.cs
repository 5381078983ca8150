using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.Services.Monitoring.Capacity;
using BtcWatcher.Services.Monitoring.Fleet;
using BtcWatcher.Services.Monitoring.Latest;
using BtcWatcher.Services.Monitoring.Machine;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Monitoring.Sampling;

/// <summary>Samples the machine and the capacity into Redis and events, and each five minutes into the trend.</summary>
internal sealed class SystemSampler(
    MachineReader machine, SupervisorClient supervisor, FleetView fleet, LatestStore latest, SamplePublisher publisher,
    UtilizationAlert alert, ISettings settings, IOptions<InstallationOptions> installation,
    IOptionsMonitor<MonitoringOptions> options, TimeProvider clock)
    : BackgroundService
{
    private static readonly TimeSpan FirstSpan = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var before = machine.Read();
        await Task.Delay(FirstSpan, clock, stoppingToken);
        while (true)
        {
            var now = machine.Read();
            await SampleAsync(now, now.CpuPercentSince(before), stoppingToken);
            before = now;
            await Pace.WaitAsync(
                () => TimeSpan.FromSeconds(settings.Current.System.Monitoring.SystemStatusInterval), clock,
                stoppingToken);
        }
    }

    private async Task SampleAsync(MachineState state, double cpu, CancellationToken ct)
    {
        var monitoring = settings.Current.System.Monitoring;
        var lifetime = TimeSpan.FromSeconds(monitoring.SystemStatusCacheTtl ?? 3 * monitoring.SystemStatusInterval);
        var report = await supervisor.CapacityAsync(ct);
        var pool = report?.PortPool;
        var health = await fleet.CurrentAsync(ct);
        var at = clock.GetUtcNow();
        var sample = Sample(state, cpu, pool, at);
        await publisher.RunAsync(
            "system", ct,
            () => latest.StoreAsync(sample, lifetime),
            () => publisher.PublishAsync(ct, sample),
            () => publisher.StoreAsync(Trend(sample, pool, health), options.CurrentValue.TrendRetention, ct));
        if (report is null) return;

        var capacity = report.Capacity;
        await publisher.RunAsync(
            "capacity", ct,
            () => latest.StoreAsync(new CapacityLatest(at, capacity, report.PortPool), lifetime),
            () => publisher.PublishAsync(ct, new CapacitySampled
            {
                At = at, RunningStrategies = capacity.RunningStrategies, AvailableSlots = capacity.AvailableSlots,
                MaxStrategies = capacity.MaxStrategies, CanStartMore = capacity.CanStartMore,
            }),
            () => alert.JudgeAsync(capacity, ct));
    }

    private SystemSampled Sample(MachineState state, double cpu, PortPool? pool, DateTimeOffset at) => new()
    {
        At = at,
        CpuPercent = cpu,
        MemoryTotalBytes = state.MemoryTotal,
        MemoryUsedBytes = state.MemoryUsed,
        DiskTotalBytes = state.DiskTotal,
        DiskUsedBytes = state.DiskUsed,
        Load1 = state.Load1,
        InstancesRunning = pool?.RunningStrategies ?? 0,
        InstancesPossible = pool?.MaxConcurrent ?? 0,
        Simulated = installation.Value.Simulated,
    };

    private static TrendSample Trend(SystemSampled sample, PortPool? pool, FleetHealth? health) => new()
    {
        At = TrendSample.StepOf(sample.At),
        CpuPercent = sample.CpuPercent,
        MemoryTotalBytes = sample.MemoryTotalBytes,
        MemoryUsedBytes = sample.MemoryUsedBytes,
        DiskTotalBytes = sample.DiskTotalBytes,
        DiskUsedBytes = sample.DiskUsedBytes,
        Load1 = sample.Load1,
        RunningStrategies = pool?.RunningStrategies,
        MaxStrategies = pool?.MaxConcurrent,
        HealthScore = health is { Stale: false } ? health.Verdict.Score : null,
    };
}

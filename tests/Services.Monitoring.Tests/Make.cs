using BtcWatcher.Contracts;
using BtcWatcher.Services.Monitoring.Capacity;

namespace BtcWatcher.Services.Monitoring.Tests;

internal static class Make
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A healthy running instance that was probed at the given time.</summary>
    public static InstanceView Running(int id, DateTimeOffset at, long generation = 1) => new()
    {
        StrategyId = id,
        Generation = generation,
        State = InstanceState.Running,
        Desired = DesiredState.Running,
        StateSince = at.AddMinutes(-10),
        Version = 1,
        Port = 8080 + id,
        Pid = 4000 + id,
        TraderState = "running",
        Responding = true,
        LatencyMs = 12,
        LastProcessAt = at.AddSeconds(-5),
        ProbedAt = at,
        MemoryBytes = 1000,
        CpuPercent = 2.5,
        Simulated = true,
    };

    public static InstanceView Stopped(int id, DateTimeOffset at) => new()
    {
        StrategyId = id,
        Generation = 1,
        State = InstanceState.Stopped,
        Desired = DesiredState.Stopped,
        StateSince = at,
        Version = 1,
    };

    /// <summary>As the supervisor answers it with so many running.</summary>
    public static CapacityReport Capacity(int running) => new()
    {
        Capacity = new()
        {
            MaxStrategies = 999,
            RunningStrategies = running,
            AvailableSlots = 999 - running,
            UtilizationPercent = Math.Round(running / 9.99, 2),
            PortRange = "8081-9080",
            CanStartMore = running < 999,
            Architecture = "multi_instance_reverse_proxy",
        },
        PortPool = Pool(running),
        Starts = new(1, 2, 8),
        Need = new(200 << 20, 20, running),
        Limits =
        [
            new("ports", "999 ports", 999 - running, 1, 999 - running), new("memory", "MemAvailable", 1000, 100, 10),
        ],
    };

    private static PortPool Pool(int running) => new()
    {
        TotalPorts = 999,
        AvailablePorts = 999 - running,
        AllocatedPorts = running,
        RunningStrategies = running,
        PortRange = "8081-9080",
        MaxConcurrent = 999,
    };
}

namespace BtcWatcher.Contracts;

/// <summary>The machine and the installation at one moment. Latest wins, not stored by receivers.</summary>
public sealed record SystemSampled
{
    public required DateTimeOffset At { get; init; }
    public required double CpuPercent { get; init; }
    public required long MemoryTotalBytes { get; init; }
    public required long MemoryUsedBytes { get; init; }
    public required long DiskTotalBytes { get; init; }
    public required long DiskUsedBytes { get; init; }
    public required double Load1 { get; init; }
    public required int InstancesRunning { get; init; }
    public required int InstancesPossible { get; init; }
    public bool Simulated { get; init; }
}

/// <summary>Health of every strategy at one moment. Latest wins.</summary>
public sealed record StrategiesSampled
{
    public required DateTimeOffset At { get; init; }
    public required IReadOnlyList<StrategySample> Strategies { get; init; }
}

public sealed record StrategySample
{
    public required int StrategyId { get; init; }
    public required InstanceState State { get; init; }

    /// <summary>0 to 100; null when the strategy is not meant to run.</summary>
    public double? HealthScore { get; init; }
    public double? LatencyMs { get; init; }
    public double? CpuPercent { get; init; }
    public long? MemoryBytes { get; init; }
}

/// <summary>Instances running of instances possible. Latest wins.</summary>
public sealed record CapacitySampled
{
    public required DateTimeOffset At { get; init; }
    public required int RunningStrategies { get; init; }
    public required int AvailableSlots { get; init; }
    public required int MaxStrategies { get; init; }
    public required bool CanStartMore { get; init; }
}

namespace BtcWatcher.Services.Monitoring.Capacity;

/// <summary>
/// The original's fields, as the supervisor gives them.
/// Running: live processes. Available: ports that no start has leased.
/// </summary>
internal sealed record PortPool
{
    public required int TotalPorts { get; init; }
    public required int AvailablePorts { get; init; }
    public required int AllocatedPorts { get; init; }
    public required int RunningStrategies { get; init; }
    public required string PortRange { get; init; }
    public required int MaxConcurrent { get; init; }
}

/// <summary>
/// Instances running of instances possible: the original's fields. Slots are ports that no start has leased; more can
/// start when the machine holds one more as well.
/// </summary>
internal sealed record SystemCapacity
{
    public required int MaxStrategies { get; init; }
    public required int RunningStrategies { get; init; }
    public required int AvailableSlots { get; init; }
    public required double UtilizationPercent { get; init; }
    public required string PortRange { get; init; }
    public required bool CanStartMore { get; init; }
    public required string Architecture { get; init; }
}

namespace BtcWatcher.Services.Monitoring.Capacity;

/// <summary>
/// Answer of the supervisor's GET /internal/ports, and of /api/v1/system/port-pool: the original's fields.
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

/// <summary>Instances running of instances possible: the original's fields.</summary>
internal sealed record SystemCapacity
{
    public required int MaxStrategies { get; init; }
    public required int RunningStrategies { get; init; }
    public required int AvailableSlots { get; init; }
    public required double UtilizationPercent { get; init; }
    public required string PortRange { get; init; }
    public required bool CanStartMore { get; init; }
    public string Architecture { get; init; } = "multi_instance_reverse_proxy";

    public static SystemCapacity Of(PortPool pool) => new()
    {
        MaxStrategies = pool.MaxConcurrent,
        RunningStrategies = pool.RunningStrategies,
        AvailableSlots = pool.AvailablePorts,
        UtilizationPercent =
            pool.MaxConcurrent == 0 ? 0 : Math.Round(100.0 * pool.RunningStrategies / pool.MaxConcurrent, 2),
        PortRange = pool.PortRange,
        CanStartMore = pool.AvailablePorts > 0,
    };
}

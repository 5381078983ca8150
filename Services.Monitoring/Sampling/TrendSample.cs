namespace BtcWatcher.Services.Monitoring.Sampling;

/// <summary>The installation at the beginning of five minutes, for trends.</summary>
internal sealed class TrendSample
{
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    public required DateTimeOffset At { get; init; }
    public required double CpuPercent { get; init; }
    public required long MemoryTotalBytes { get; init; }
    public required long MemoryUsedBytes { get; init; }
    public required long DiskTotalBytes { get; init; }
    public required long DiskUsedBytes { get; init; }
    public required double Load1 { get; init; }

    /// <summary>Null when the supervisor did not answer: a gap, not a zero. The same for the score.</summary>
    public int? RunningStrategies { get; init; }
    public int? MaxStrategies { get; init; }
    public double? HealthScore { get; init; }

    public static DateTimeOffset StepOf(DateTimeOffset at) =>
        new(at.UtcTicks - (at.UtcTicks % Step.Ticks), TimeSpan.Zero);
}

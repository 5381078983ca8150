using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Lifecycle;

namespace BtcWatcher.Services.Supervisor.Probing;

/// <summary>What the probes so far say of one generation.</summary>
internal sealed record InstanceProbe
{
    public required long Generation { get; init; }
    public required DateTimeOffset At { get; init; }
    public required bool Responding { get; init; }

    /// <summary>When it last answered as itself.</summary>
    public required DateTimeOffset AnsweredAt { get; init; }

    /// <summary>Since when its trader is seen running or paused; null while it is not.</summary>
    public DateTimeOffset? ActiveSince { get; init; }
    public string? TraderState { get; init; }
    public double? LatencyMs { get; init; }
    public DateTimeOffset? LastProcessAt { get; init; }
    public long? MemoryBytes { get; init; }

    /// <summary>Looks in a row in which it used more memory than it may.</summary>
    public int LooksAboveLimit { get; init; }
    public double? CpuPercent { get; init; }

    /// <summary>Looks in a row in which its loop had stood for too long.</summary>
    public int LooksFrozen { get; init; }
    public TimeSpan Cpu { get; init; }

    /// <summary>The state that the trader's own state means; null while it changes.</summary>
    public InstanceState? Means { get; init; }

    /// <summary>For what it must be started again.</summary>
    public Failure? Fault { get; init; }

    /// <summary>What a person should know though nothing is done about it yet.</summary>
    public string? Remark { get; init; }
}

using System.Text.Json.Serialization;

namespace BtcWatcher.Contracts;

/// <summary>What an instance is doing, as the supervisor sees it.</summary>
public enum InstanceState { Stopped, Starting, Running, Paused, Idle, Stopping, BackingOff, GaveUp }

/// <summary>
/// An instance is ready: it answered, is the one that was started, and has processed a loop. Key: strategy +
/// generation.
/// </summary>
public sealed record InstanceStarted
{
    public required int StrategyId { get; init; }
    public required long Generation { get; init; }
    public required int Version { get; init; }
    public required int Port { get; init; }
    public required int Pid { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>True when the process was running already and was found again.</summary>
    public bool Adopted { get; init; }
    public bool Simulated { get; init; }
}

/// <summary>An instance ended because a person or an upgrade asked for it. Key: strategy + generation.</summary>
public sealed record InstanceStopped
{
    public required int StrategyId { get; init; }
    public required long Generation { get; init; }
    public required DateTimeOffset At { get; init; }
    public int? ExitCode { get; init; }
    public bool Simulated { get; init; }
}

/// <summary>An instance ended or failed by itself; it will be started again. Key: strategy + generation.</summary>
public sealed record InstanceCrashed
{
    public required int StrategyId { get; init; }
    public required long Generation { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Reason { get; init; }
    public int? ExitCode { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }
    public bool Simulated { get; init; }
}

/// <summary>
/// The supervisor will not start the instance again until a person decides. Key: strategy + generation.
/// </summary>
public sealed record InstanceGaveUp
{
    public required int StrategyId { get; init; }
    public required long Generation { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Reason { get; init; }
    public bool Simulated { get; init; }
}

/// <summary>What one round of probes saw. Latest wins.</summary>
public sealed record InstancesProbed
{
    public required DateTimeOffset At { get; init; }
    public required IReadOnlyList<InstanceView> Instances { get; init; }
}

/// <summary>One instance as the supervisor knows it.</summary>
public sealed record InstanceView
{
    public required int StrategyId { get; init; }
    public required long Generation { get; init; }
    public required InstanceState State { get; init; }
    public required DesiredState Desired { get; init; }
    public required DateTimeOffset StateSince { get; init; }
    public required int Version { get; init; }

    /// <summary>
    /// The newest of the api's revisions that the supervisor has seen, and the one that it last started with.
    /// </summary>
    public long? DesiredRevision { get; init; }
    public long? AppliedRevision { get; init; }
    public string? Reason { get; init; }
    public int? Port { get; init; }
    public int? Pid { get; init; }
    public int? ExitCode { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }
    public int Attempts { get; init; }

    /// <summary>FreqTrade's own state: running, paused, stopped, reload_config.</summary>
    public string? TraderState { get; init; }
    public bool Responding { get; init; }
    public double? LatencyMs { get; init; }
    public DateTimeOffset? LastProcessAt { get; init; }

    /// <summary>False while it analyses no new candles though it runs; null when that is not known or not due.</summary>
    public bool? DataFresh { get; init; }

    /// <summary>Why its data is not fresh.</summary>
    public string? DataReason { get; init; }

    /// <summary>When the newest candle of its pairs was analysed.</summary>
    public DateTimeOffset? LastAnalyzedAt { get; init; }
    public DateTimeOffset? ProbedAt { get; init; }
    public long? MemoryBytes { get; init; }
    public double? CpuPercent { get; init; }

    /// <summary>True when its process runs as a user of its own; null without a process.</summary>
    public bool? Isolated { get; init; }
    public bool Simulated { get; init; }
}

/// <summary>The table of routes has changed; gateways fetch it from the supervisor. Key: revision.</summary>
public sealed record RoutesChanged
{
    public required long Revision { get; init; }

    /// <summary>The only strategies whose routes have changed; null when it may be any.</summary>
    public IReadOnlyList<int>? StrategyIds { get; init; }
}

/// <summary>All instances that can be reached, with their own credentials. Only ever sent to a service token.</summary>
public sealed record RouteTable
{
    public required long Revision { get; init; }
    public required IReadOnlyList<InstanceRoute> Routes { get; init; }
}

public sealed record InstanceRoute
{
    public required int StrategyId { get; init; }
    public required long Generation { get; init; }
    public required InstanceState State { get; init; }

    /// <summary>Address without a trailing slash, such as http://127.0.0.1:8081.</summary>
    public required string Address { get; init; }
    public required string Username { get; init; }
    public required string Password { get; init; }
    [JsonPropertyName("ws_token")]
    public required string WsToken { get; init; }
}

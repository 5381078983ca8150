using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace BtcWatcher.Contracts;

/// <summary>Candle signal, event of a (dry-run) trade, or a message about the instance.</summary>
public enum SignalKind { Signal, Trade, Status }

public enum SignalAction { Buy, Sell, Hold }

public enum SignalSide { Long, Short }

public enum SignalSource { Webhook, Recovered, External }

/// <summary>Strength against the strategy's thresholds.</summary>
public enum SignalLevel { Ignore, Weak, Medium, Strong }

/// <summary>When a person is told: at once, within a minute, in a batch, not.</summary>
public enum SignalPriority
{
    [JsonStringEnumMemberName("IGNORE")] Ignore,
    [JsonStringEnumMemberName("P2")] P2,
    [JsonStringEnumMemberName("P1")] P1,
    [JsonStringEnumMemberName("P0")] P0,
}

/// <summary>One commit batch of signals, at most 100, in the order of their positions. Key: signal ids.</summary>
public sealed record SignalsRecorded
{
    /// <summary>Position of the last signal in the batch.</summary>
    public required long Position { get; init; }
    public required IReadOnlyList<Signal> Signals { get; init; }
}

/// <summary>One signal as it is stored and shown.</summary>
public sealed record Signal
{
    public required Guid Id { get; init; }

    /// <summary>Grows in commit order, without regard to time: the place to resume from.</summary>
    public required long Position { get; init; }
    public required int StrategyId { get; init; }
    public required string Strategy { get; init; }
    public string? StrategyVersion { get; init; }
    public required SignalKind Kind { get; init; }

    /// <summary>FreqTrade's message type, such as strategy_msg or entry_fill.</summary>
    public required string Event { get; init; }
    public SignalAction Action { get; init; } = SignalAction.Hold;
    public SignalSide? Side { get; init; }
    public string? Pair { get; init; }
    public string? Exchange { get; init; }
    public string? Timeframe { get; init; }

    /// <summary>Open time of the closed candle that the signal was computed on.</summary>
    public DateTimeOffset? CandleTime { get; init; }
    public required DateTimeOffset EventTime { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public decimal? Price { get; init; }
    public decimal? ProfitRatio { get; init; }
    public decimal? ProfitAbs { get; init; }
    public decimal? Strength { get; init; }
    public SignalLevel Level { get; init; }
    public SignalPriority Priority { get; init; }

    /// <summary>The scale that graded it; null while the strategy is not known yet.</summary>
    public StrengthScale? Thresholds { get; init; }
    public DateTimeOffset? OpenDate { get; init; }
    public DateTimeOffset? CloseDate { get; init; }
    public long? TradeId { get; init; }
    public string? Tag { get; init; }
    public JsonObject Indicators { get; init; } = [];
    public JsonObject Metadata { get; init; } = [];
    public SignalSource Source { get; init; } = SignalSource.Webhook;
    public bool Simulated { get; init; }
}

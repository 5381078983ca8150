using System.Text.Json.Nodes;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Signals.Model;

/// <summary>
/// A signal as it is stored. One row for one event: <see cref="Key"/> and <see cref="EventTime"/> are unique together.
/// </summary>
internal sealed class SignalRow
{
    public required Guid Id { get; set; }

    /// <summary>What the event is, without its time (<see cref="SignalIdentity"/>).</summary>
    public required Guid Key { get; set; }
    public required DateTimeOffset EventTime { get; set; }
    public required DateTimeOffset ReceivedAt { get; set; }

    /// <summary>
    /// Place in the stream of graded signals; null until the strategy is known and the signal graded.
    /// </summary>
    public long? Position { get; set; }
    public required int StrategyId { get; set; }
    public required string Strategy { get; set; }
    public string? StrategyVersion { get; set; }
    public required SignalKind Kind { get; set; }
    public required string Event { get; set; }
    public SignalAction Action { get; set; } = SignalAction.Hold;
    public SignalSide? Side { get; set; }
    public string? Pair { get; set; }
    public string? Exchange { get; set; }
    public string? Timeframe { get; set; }
    public DateTimeOffset? CandleTime { get; set; }
    public decimal? Price { get; set; }
    public decimal? ProfitRatio { get; set; }
    public decimal? ProfitAbs { get; set; }
    public decimal? Strength { get; set; }
    public SignalLevel Level { get; set; }
    public SignalPriority Priority { get; set; }
    public decimal? ScaleMin { get; set; }
    public decimal? ScaleMax { get; set; }
    public decimal? ScaleWeak { get; set; }
    public decimal? ScaleMedium { get; set; }
    public decimal? ScaleStrong { get; set; }
    public DateTimeOffset? OpenDate { get; set; }
    public DateTimeOffset? CloseDate { get; set; }
    public long? TradeId { get; set; }
    public string? Tag { get; set; }

    /// <summary>A JSON object, as text.</summary>
    public string Indicators { get; set; } = "{}";

    /// <summary>A JSON object, as text.</summary>
    public string Metadata { get; set; } = "{}";
    public SignalSource Source { get; set; }
    public bool Simulated { get; set; }

    /// <summary>The message named no time of its own, so that its arrival is its time.</summary>
    public bool Untimed => EventTime == ReceivedAt;

    /// <summary>
    /// Opening of a trade or of a position: the only kind of candle signal that a trade's entry comes from.
    /// </summary>
    public bool Enters => Kind == SignalKind.Signal && (Action, Side) is
        (SignalAction.Buy, SignalSide.Long) or (SignalAction.Sell, SignalSide.Short);

    public bool Exits => Kind == SignalKind.Signal && (Action, Side) is
        (SignalAction.Sell, SignalSide.Long) or (SignalAction.Buy, SignalSide.Short);

    private StrengthScale? Scale => ScaleWeak is null ? null : new StrengthScale
    {
        Min = ScaleMin!.Value,
        Max = ScaleMax!.Value,
        Weak = ScaleWeak.Value,
        Medium = ScaleMedium!.Value,
        Strong = ScaleStrong!.Value,
    };

    /// <summary>
    /// The shape that other services and people see. A signal that waits for its grade has position 0.
    /// </summary>
    public Signal ToSignal() => new()
    {
        Id = Id,
        Position = Position ?? 0,
        StrategyId = StrategyId,
        Strategy = Strategy,
        StrategyVersion = StrategyVersion,
        Kind = Kind,
        Event = Event,
        Action = Action,
        Side = Side,
        Pair = Pair,
        Exchange = Exchange,
        Timeframe = Timeframe,
        CandleTime = CandleTime,
        EventTime = EventTime,
        ReceivedAt = ReceivedAt,
        Price = Price,
        ProfitRatio = ProfitRatio,
        ProfitAbs = ProfitAbs,
        Strength = Strength,
        Level = Level,
        Priority = Priority,
        Thresholds = Scale,
        OpenDate = OpenDate,
        CloseDate = CloseDate,
        TradeId = TradeId,
        Tag = Tag,
        Indicators = JsonNode.Parse(Indicators)!.AsObject(),
        Metadata = JsonNode.Parse(Metadata)!.AsObject(),
        Source = Source,
        Simulated = Simulated,
    };
}

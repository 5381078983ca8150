using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Model;

namespace BtcWatcher.Services.Signals.Intake;

/// <summary>One message as the row it will be, or what is wrong with its fields.</summary>
internal sealed record ReadSignal(SignalRow? Row, IReadOnlyDictionary<string, string[]> Faults)
{
    public static ReadSignal Of(SignalRow row, WebhookFields fields) =>
        new(fields.Faults.Count == 0 ? row : null, fields.Faults);
}

/// <summary>Where and when a message came in.</summary>
internal sealed record Arrival(int StrategyId, DateTimeOffset At, SignalSource Source, bool Simulated)
{
    /// <summary>A row with what every signal has; its key is still to be given.</summary>
    public SignalRow NewRow(SignalKind kind, string type) => new()
    {
        Id = Guid.CreateVersion7(At),
        Key = Guid.Empty,
        EventTime = At,
        ReceivedAt = At,
        StrategyId = StrategyId,
        Strategy = $"strategy-{StrategyId}",
        Kind = kind,
        Event = type,
        Source = Source,
        Simulated = Simulated,
    };
}

/// <summary>Turns every message type of FreqTrade into a signal. A type that nobody knows is kept raw.</summary>
internal static class WebhookReader
{
    public static ReadSignal Read(JsonObject body, Arrival arrival)
    {
        var fields = new WebhookFields(body);
        var type = fields.Required(64, "event", "type");
        if (fields.Faults.Count > 0)
        {
            return new ReadSignal(null, fields.Faults);
        }

        return type switch
        {
            "strategy_msg" => StrategyMessages.Read(fields, arrival),
            "entry" or "entry_fill" or "entry_cancel" or "exit" or "exit_fill" or "exit_cancel" =>
                TradeEvents.Read(fields, arrival, type),
            "status" or "startup" or "warning" or "exception" => StatusEvents.Text(fields, arrival, type),
            "protection_trigger" or "protection_trigger_global" => StatusEvents.Protection(fields, arrival, type),
            _ => StatusEvents.Raw(body, arrival, type),
        };
    }

    /// <summary>What is wrong with the event's own time; null when nothing is.</summary>
    public static string? TimeFault(SignalRow row, SignalsOptions limits)
    {
        if (row.EventTime < row.ReceivedAt - limits.OldestEvent)
        {
            return $"{row.EventTime:O} is further back than is kept.";
        }

        return row.EventTime > row.ReceivedAt + limits.FutureTolerance
            ? $"{row.EventTime:O} has not come yet: compare the clocks of both machines." : null;
    }
}

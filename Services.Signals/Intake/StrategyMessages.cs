using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Model;

namespace BtcWatcher.Services.Signals.Intake;

/// <summary>What a strategy sends itself: candle signals of the mixin in strategies/, or any other text.</summary>
internal static class StrategyMessages
{
    private static readonly string[] Sides = ["enter_long", "exit_long", "enter_short", "exit_short"];

    public static ReadSignal Read(WebhookFields fields, Arrival arrival)
    {
        var text = fields.Required(WebhookBody.MaxBytes, "payload", "msg");
        if (WebhookBody.ObjectIn(text) is { } payload && payload["kind"] is JsonValue kind
            && kind.TryGetValue<string>(out var name) && name == "signal")
        {
            return ReadCandle(new WebhookFields(payload), arrival);
        }

        var row = arrival.NewRow(SignalKind.Status, "strategy_msg");
        var metadata = fields.Rest();
        metadata["text"] = text;
        row.Metadata = metadata.ToJsonString();
        row.Key = SignalIdentity.OfContent(row.StrategyId, row.Event, text);
        return ReadSignal.Of(row, fields);
    }

    /// <summary>One closed candle with at least one signal column set.</summary>
    public static ReadSignal ReadCandle(WebhookFields fields, Arrival arrival)
    {
        var row = arrival.NewRow(SignalKind.Signal, "strategy_msg");
        row.Strategy = fields.Text(200, "strategy") ?? row.Strategy;
        row.Pair = fields.Required(64, "pair");
        row.Timeframe = fields.Required(8, "timeframe");
        row.Price = fields.Number("close", "price");
        row.Strength = fields.Number("strength");
        row.Tag = fields.Text(255, "tag");
        row.Indicators = fields.Object("indicators").ToJsonString();
        var candle = fields.Time("candle");
        if (candle is null)
        {
            fields.Fail("candle", "is missing");
        }

        var sides = fields.Texts("sides");
        if (sides.Count is 0 or > 4 || sides.Any(side => !Sides.Contains(side)))
        {
            fields.Fail("sides", $"must be one or more of {string.Join(", ", Sides)}");
        }

        if (Timeframe.Length(row.Timeframe) is not { } length)
        {
            fields.Fail("timeframe", "must be a number and m, h, d, w or M, such as 5m");
            length = TimeSpan.Zero;
        }

        fields.Skip("v", "kind", "event", "type");
        if (fields.Faults.Count > 0)
        {
            return new ReadSignal(null, fields.Faults);
        }

        var metadata = fields.Rest();
        metadata["sides"] = new JsonArray([.. sides.Select(side => (JsonNode)side)]);
        row.Metadata = metadata.ToJsonString();
        row.CandleTime = candle;
        row.EventTime = arrival.Simulated ? candle!.Value : Close(candle!.Value, length);
        (row.Action, row.Side) = Direction(sides);
        row.Key = SignalIdentity.OfCandle(row.StrategyId, row.Pair, row.Timeframe, candle.Value, sides);
        return ReadSignal.Of(row, fields);
    }

    /// <summary>As FreqTrade acts: an exit beats an entry of the same side, entries of both sides cancel out.</summary>
    internal static (SignalAction Action, SignalSide? Side) Direction(IReadOnlyList<string> sides)
    {
        if (sides.Contains("exit_long"))
        {
            return sides.Contains("exit_short") ? (SignalAction.Hold, null) : (SignalAction.Sell, SignalSide.Long);
        }

        if (sides.Contains("exit_short"))
        {
            return (SignalAction.Buy, SignalSide.Short);
        }

        return (sides.Contains("enter_long"), sides.Contains("enter_short")) switch
        {
            (true, false) => (SignalAction.Buy, SignalSide.Long),
            (false, true) => (SignalAction.Sell, SignalSide.Short),
            _ => (SignalAction.Hold, null),
        };
    }

    // A signal comes into being when its candle closes; the Simulator's candles follow each other faster than their
    // timeframe says. Dates at the end of the calendar stay where they are: refused later.
    private static DateTimeOffset Close(DateTimeOffset open, TimeSpan length) =>
        open < DateTimeOffset.MaxValue - length ? open + length : open;
}

using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Model;

namespace BtcWatcher.Services.Signals.Intake;

/// <summary>
/// The model for producers other than FreqTrade: strategy, pair, action, current_rate, profit, open_date, close_date,
/// trade_id, indicators (signal_strength among them), metadata. With a trade_id it is an event of a trade, else a
/// signal. What else the body holds is kept in the metadata.
/// </summary>
internal static class ProducerMessages
{
    public const string Event = "external";

    public static ReadSignal Read(JsonObject body, Arrival arrival)
    {
        var fields = new WebhookFields(body);
        var tradeId = fields.Integer("trade_id");
        var row = arrival.NewRow(tradeId is null ? SignalKind.Signal : SignalKind.Trade, Event);
        row.TradeId = tradeId;
        row.Strategy = fields.Text(200, "strategy") ?? row.Strategy;
        row.Pair = fields.Required(64, "pair");
        (row.Action, row.Side) = ReadDirection(fields);
        row.Price = Needed(fields, fields.Number("current_rate"), "current_rate");
        row.ProfitRatio = fields.Number("profit");
        row.OpenDate = Needed(fields, fields.Time("open_date"), "open_date");
        row.CloseDate = fields.Time("close_date");
        row.Exchange = fields.Text(64, "exchange")?.ToLowerInvariant();
        row.Timeframe = ReadTimeframe(fields);
        row.CandleTime = fields.Time("candle_time");
        row.Tag = fields.Text(255, "tag");
        var indicators = fields.Object("indicators");
        row.Strength = fields.Number("strength") ?? StrengthIn(indicators, fields);
        row.Indicators = indicators.ToJsonString();
        row.Metadata = ReadMetadata(fields).ToJsonString();
        row.EventTime = OwnTime(row) ?? row.ReceivedAt;
        row.Key = SignalIdentity.OfContent(row.StrategyId, Event, body.ToJsonString());
        return ReadSignal.Of(row, fields);
    }

    // A retry repeats its content; what only tells how things stand has no time of its own but its arrival.
    private static DateTimeOffset? OwnTime(SignalRow row) => row.CloseDate ?? ((row.Action, row.Side) is
        (SignalAction.Buy, SignalSide.Long) or (SignalAction.Sell, SignalSide.Short) ? row.OpenDate : null);

    private static (SignalAction Action, SignalSide? Side) ReadDirection(WebhookFields fields)
    {
        var side = fields.Text(16, "side")?.ToLowerInvariant() switch
        {
            null => (SignalSide?)null,
            "long" => SignalSide.Long,
            "short" => SignalSide.Short,
            _ => Fault<SignalSide>(fields, "side", "must be long or short"),
        };
        return fields.Required(16, "action").ToLowerInvariant() switch
        {
            "buy" => (SignalAction.Buy, side ?? SignalSide.Long),
            "sell" => (SignalAction.Sell, side ?? SignalSide.Long),
            "hold" => (SignalAction.Hold, side),
            _ => (Fault<SignalAction>(fields, "action", "must be buy, sell or hold"), side),
        };
    }

    private static string? ReadTimeframe(WebhookFields fields)
    {
        var text = fields.Text(8, "timeframe");
        if (text is not null && Timeframe.Length(text) is null)
        {
            fields.Fail("timeframe", "must be a number and m, h, d, w or M, such as 5m");
        }

        return text;
    }

    private static decimal? StrengthIn(JsonObject indicators, WebhookFields fields)
    {
        var inner = new WebhookFields(indicators);
        var strength = inner.Number("signal_strength");
        foreach (var fault in inner.Faults)
        {
            fields.Fail("indicators." + fault.Key, fault.Value[0]);
        }

        return strength;
    }

    private static JsonObject ReadMetadata(WebhookFields fields)
    {
        var metadata = fields.Object("metadata");
        foreach (var (name, value) in fields.Rest())
        {
            metadata.TryAdd(name, value?.DeepClone());
        }

        return metadata;
    }

    private static T? Needed<T>(WebhookFields fields, T? value, string name)
        where T : struct
    {
        if (value is null)
        {
            fields.Fail(name, "is missing");
        }

        return value;
    }

    private static T Fault<T>(WebhookFields fields, string name, string fault)
        where T : struct
    {
        fields.Fail(name, fault);
        return default;
    }
}

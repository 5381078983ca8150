using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Model;

namespace BtcWatcher.Services.Signals.Intake;

/// <summary>Messages about the instance, and every message that is nothing else.</summary>
internal static class StatusEvents
{
    public static ReadSignal Text(WebhookFields fields, Arrival arrival, string type)
    {
        var row = arrival.NewRow(SignalKind.Status, type);
        var text = fields.Required(WebhookBody.MaxBytes, "text", "status");
        fields.Skip("event", "type");
        var metadata = fields.Rest();
        metadata["text"] = text;
        row.Metadata = metadata.ToJsonString();
        row.Key = SignalIdentity.OfContent(row.StrategyId, type, text);
        return ReadSignal.Of(row, fields);
    }

    public static ReadSignal Protection(WebhookFields fields, Arrival arrival, string type)
    {
        var row = arrival.NewRow(SignalKind.Status, type);
        row.Pair = fields.Text(64, "pair");
        var locked = fields.Time("lock_timestamp", "lock_time");
        var until = fields.Time("until_ms", "lock_end_timestamp", "lock_end_time");
        var reason = fields.Text(2048, "reason");
        fields.Skip("event", "type");
        var metadata = fields.Rest();
        metadata["text"] = reason;
        metadata["until"] = until?.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        row.Metadata = metadata.ToJsonString();
        row.EventTime = locked ?? row.ReceivedAt;
        row.Key = SignalIdentity.OfContent(row.StrategyId, type, $"{row.Pair} {until:O} {reason}");
        return ReadSignal.Of(row, fields);
    }

    /// <summary>Whitelist, new_candle, analyzed_df, and whatever a later FreqTrade may send.</summary>
    public static ReadSignal Raw(JsonObject body, Arrival arrival, string type)
    {
        var row = arrival.NewRow(SignalKind.Status, type);
        row.Metadata = new JsonObject { ["raw"] = body.DeepClone() }.ToJsonString();
        row.Key = SignalIdentity.OfContent(row.StrategyId, type, body.ToJsonString());
        return new ReadSignal(row, new Dictionary<string, string[]>());
    }
}

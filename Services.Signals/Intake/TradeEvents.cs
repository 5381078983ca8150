using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Model;

namespace BtcWatcher.Services.Signals.Intake;

/// <summary>
/// Orders of a (dry-run) trade: placed, filled, cancelled. What the row has no column for goes to the metadata.
/// </summary>
internal static class TradeEvents
{
    public static ReadSignal Read(WebhookFields fields, Arrival arrival, string type)
    {
        var row = arrival.NewRow(SignalKind.Trade, type);
        var entry = type.StartsWith("entry", StringComparison.Ordinal);
        var cancel = type.EndsWith("_cancel", StringComparison.Ordinal);
        row.Pair = fields.Required(64, "pair");
        row.Exchange = fields.Text(64, "exchange")?.ToLowerInvariant();
        row.TradeId = fields.Integer("trade_id");
        if (row.TradeId is null)
        {
            fields.Fail("trade_id", "is missing");
        }

        row.Side = ReadSide(fields);
        row.Action = cancel ? SignalAction.Hold : ActionOf(entry, row.Side);
        var rate = entry
            ? fields.Number("rate", "order_rate", "open_rate", "limit")
            : fields.Number("rate", "order_rate", "close_rate", "limit");
        // FreqTrade writes 0 for an exit order that never was placed.
        row.Price = rate is 0 ? fields.Number("current_rate") : rate;
        row.ProfitAbs = fields.Number("profit_abs", "profit_amount");
        row.ProfitRatio = fields.Number("profit_ratio");
        row.Tag = fields.Text(255, "tag", "enter_tag");
        row.OpenDate = fields.Time("open_date");
        row.CloseDate = fields.Time("close_date");
        var final = fields.Text(8, "final", "is_final_exit") is "True" or "true";
        fields.Skip("event", "type", "buy_tag");
        var metadata = fields.Rest();
        if (!entry && !cancel)
        {
            metadata["final"] = final;
        }

        row.Metadata = metadata.ToJsonString();
        row.EventTime = OwnTime(row, entry, cancel) is { } time ? SignalIdentity.ToSecond(time) : row.ReceivedAt;
        var order = final && type == "exit_fill" ? "final" : SignalIdentity.Rate(rate);
        row.Key = SignalIdentity.OfTrade(
            row.StrategyId, type, row.TradeId ?? 0, row.OpenDate, row.CloseDate,
            cancel ? $"{order} {fields.Text(1024, "reason")}" : order);
        return ReadSignal.Of(row, fields);
    }

    // An entry's cancel names only when the entry was; an exit's names its own moment, where the template asks for it.
    private static DateTimeOffset? OwnTime(SignalRow row, bool entry, bool cancel) =>
        entry ? (cancel ? null : row.OpenDate) : row.CloseDate;

    private static SignalAction ActionOf(bool entry, SignalSide? side) =>
        entry == (side != SignalSide.Short) ? SignalAction.Buy : SignalAction.Sell;

    private static SignalSide? ReadSide(WebhookFields fields)
    {
        var text = fields.Text(16, "side", "direction");
        switch (text?.ToLowerInvariant())
        {
            case null:
                return null;
            case "long":
                return SignalSide.Long;
            case "short":
                return SignalSide.Short;
            default:
                fields.Fail("side", "must be Long or Short");
                return null;
        }
    }
}

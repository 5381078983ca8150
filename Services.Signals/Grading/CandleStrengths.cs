using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Model;
using Npgsql;

namespace BtcWatcher.Services.Signals.Grading;

/// <summary>
/// Finds the candle signals that events of trades may inherit their strength from, stored or in the same batch.
/// </summary>
internal static class CandleStrengths
{
    private static readonly TimeSpan ExitReach = TimeSpan.FromMinutes(15);

    public static async Task InheritAsync(
        IReadOnlyList<SignalRow> rows, NpgsqlConnection connection, CancellationToken ct)
    {
        var trades = rows.Where(StrengthInheritance.Needs).ToList();
        if (trades.Count == 0)
        {
            return;
        }

        var candles = await ReadAsync(trades, connection, ct);
        candles.AddRange(rows
            .Where(row => row is { Kind: SignalKind.Signal, Strength: not null, Pair: not null }).Select(Of));
        foreach (var trade in trades)
        {
            if (StrengthInheritance.Apply(trade, candles) is { } from)
            {
                var metadata = JsonNode.Parse(trade.Metadata)!.AsObject();
                metadata["strength_from"] = from;
                trade.Metadata = metadata.ToJsonString();
            }
        }
    }

    private static CandleStrength Of(SignalRow row) =>
        new(row.Id, row.StrategyId, row.Pair!, row.EventTime, row.Tag, row.Enters, row.Exits, row.Strength!.Value);

    // Two windows a trade: before it was opened, and just before an exit.
    private static async Task<List<CandleStrength>> ReadAsync(
        List<SignalRow> trades, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            SELECT DISTINCT found.id, asked.strategy_id, asked.pair, found.event_time, found.tag, found.action,
                found.side, found.strength
            FROM unnest($1, $2, $3, $4) AS asked (strategy_id, pair, since, until)
            CROSS JOIN LATERAL (
                SELECT id, event_time, tag, action, side, strength FROM signals
                WHERE strategy_id = asked.strategy_id AND pair = asked.pair AND kind = 0 AND strength IS NOT NULL
                    AND event_time >= asked.since AND event_time <= asked.until
                ORDER BY event_time DESC LIMIT 50) AS found
            """, connection);
        var windows = trades.SelectMany(Windows).ToList();
        Add(window => window.Trade.StrategyId);
        Add(window => window.Trade.Pair!);
        Add(window => window.Since);
        Add(window => window.Until);
        var candles = new List<CandleStrength>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            candles.Add(Read(reader));
        }

        return candles;

        void Add<T>(Func<Window, T> value) =>
            command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. windows.Select(value)] });
    }

    private static IEnumerable<Window> Windows(SignalRow trade)
    {
        var opened = trade.OpenDate ?? trade.EventTime;
        yield return new Window(trade, opened - StrengthInheritance.Longest, opened.AddSeconds(1));
        if (trade.Event.StartsWith("exit", StringComparison.Ordinal))
        {
            yield return new Window(trade, trade.EventTime - ExitReach, trade.EventTime.AddSeconds(1));
        }
    }

    private static CandleStrength Read(NpgsqlDataReader reader)
    {
        var side = reader.IsDBNull(6) ? (SignalSide?)null : (SignalSide)reader.GetInt16(6);
        var direction = ((SignalAction)reader.GetInt16(5), side);
        return new CandleStrength(
            reader.GetGuid(0), reader.GetInt32(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3),
            reader.IsDBNull(4) ? null : reader.GetString(4),
            direction is (SignalAction.Buy, SignalSide.Long) or (SignalAction.Sell, SignalSide.Short),
            direction is (SignalAction.Sell, SignalSide.Long) or (SignalAction.Buy, SignalSide.Short),
            reader.GetDecimal(7));
    }

    private sealed record Window(SignalRow Trade, DateTimeOffset Since, DateTimeOffset Until);
}

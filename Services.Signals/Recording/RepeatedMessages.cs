using BtcWatcher.Services.Signals.Model;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BtcWatcher.Services.Signals.Recording;

/// <summary>
/// A message without a time of its own is known again by what it says. FreqTrade sends one message at a time, so a
/// retry directly follows its first attempt: the strategy's last message of that sort, said again within a moment, is
/// that one, and takes its time. Called under the stream's lock.
/// </summary>
internal sealed class RepeatedMessages(IOptions<SignalsOptions> options)
{
    public async Task RecogniseAsync(IReadOnlyList<SignalRow> rows, NpgsqlConnection connection, CancellationToken ct)
    {
        var untimed = rows.Where(row => row.Untimed).ToList();
        if (untimed.Count == 0)
        {
            return;
        }

        var last = await LastAsync(untimed, connection, ct);
        foreach (var row in untimed)
        {
            if (last.TryGetValue(row.StrategyId, out var earlier) && earlier.Key == row.Key
                && (row.ReceivedAt - earlier.EventTime).Duration() <= options.Value.RepeatWindow)
            {
                row.EventTime = earlier.EventTime;
            }
            else
            {
                last[row.StrategyId] = (row.Key, row.EventTime);
            }
        }
    }

    private async Task<Dictionary<int, (Guid Key, DateTimeOffset EventTime)>> LastAsync(
        List<SignalRow> rows, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            SELECT asked.strategy_id, last.key, last.event_time
            FROM unnest($1) AS asked (strategy_id)
            CROSS JOIN LATERAL (
                SELECT key, event_time FROM signals
                WHERE strategy_id = asked.strategy_id AND event_time = received_at AND event_time >= $2
                ORDER BY event_time DESC LIMIT 1) AS last
            """, connection);
        int[] strategies = [.. rows.Select(row => row.StrategyId).Distinct()];
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = strategies });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset>
        {
            TypedValue = rows.Min(row => row.ReceivedAt) - options.Value.RepeatWindow,
        });
        var last = new Dictionary<int, (Guid, DateTimeOffset)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            last[reader.GetInt32(0)] = (reader.GetGuid(1), reader.GetFieldValue<DateTimeOffset>(2));
        }

        return last;
    }
}

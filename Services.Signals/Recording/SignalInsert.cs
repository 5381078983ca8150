using BtcWatcher.Services.Signals.Model;
using Npgsql;
using NpgsqlTypes;

namespace BtcWatcher.Services.Signals.Recording;

/// <summary>Many rows in one statement: an array a column.</summary>
internal static class SignalInsert
{
    private static readonly Column<Guid> Key = new("key", NpgsqlDbType.Uuid, row => row.Key);

    private static readonly Column<DateTimeOffset> EventTime =
        new("event_time", NpgsqlDbType.TimestampTz, row => row.EventTime);

    private static readonly IColumn[] Columns =
    [
        new Column<Guid>("id", NpgsqlDbType.Uuid, row => row.Id),
        Key,
        EventTime,
        new Column<DateTimeOffset>("received_at", NpgsqlDbType.TimestampTz, row => row.ReceivedAt),
        new Column<long?>("position", NpgsqlDbType.Bigint, row => row.Position),
        new Column<int>("strategy_id", NpgsqlDbType.Integer, row => row.StrategyId),
        new Column<string>("strategy", NpgsqlDbType.Text, row => row.Strategy),
        new Column<string?>("strategy_version", NpgsqlDbType.Text, row => row.StrategyVersion),
        new Column<short>("kind", NpgsqlDbType.Smallint, row => (short)row.Kind),
        new Column<string>("event", NpgsqlDbType.Text, row => row.Event),
        new Column<short>("action", NpgsqlDbType.Smallint, row => (short)row.Action),
        new Column<short?>("side", NpgsqlDbType.Smallint, row => (short?)row.Side),
        new Column<string?>("pair", NpgsqlDbType.Text, row => row.Pair),
        new Column<string?>("exchange", NpgsqlDbType.Text, row => row.Exchange),
        new Column<string?>("timeframe", NpgsqlDbType.Text, row => row.Timeframe),
        new Column<DateTimeOffset?>("candle_time", NpgsqlDbType.TimestampTz, row => row.CandleTime),
        new Column<decimal?>("price", NpgsqlDbType.Numeric, row => row.Price),
        new Column<decimal?>("profit_ratio", NpgsqlDbType.Numeric, row => row.ProfitRatio),
        new Column<decimal?>("profit_abs", NpgsqlDbType.Numeric, row => row.ProfitAbs),
        new Column<decimal?>("strength", NpgsqlDbType.Numeric, row => row.Strength),
        new Column<short>("level", NpgsqlDbType.Smallint, row => (short)row.Level),
        new Column<short>("priority", NpgsqlDbType.Smallint, row => (short)row.Priority),
        new Column<decimal?>("scale_min", NpgsqlDbType.Numeric, row => row.ScaleMin),
        new Column<decimal?>("scale_max", NpgsqlDbType.Numeric, row => row.ScaleMax),
        new Column<decimal?>("scale_weak", NpgsqlDbType.Numeric, row => row.ScaleWeak),
        new Column<decimal?>("scale_medium", NpgsqlDbType.Numeric, row => row.ScaleMedium),
        new Column<decimal?>("scale_strong", NpgsqlDbType.Numeric, row => row.ScaleStrong),
        new Column<DateTimeOffset?>("open_date", NpgsqlDbType.TimestampTz, row => row.OpenDate),
        new Column<DateTimeOffset?>("close_date", NpgsqlDbType.TimestampTz, row => row.CloseDate),
        new Column<long?>("trade_id", NpgsqlDbType.Bigint, row => row.TradeId),
        new Column<string?>("tag", NpgsqlDbType.Text, row => row.Tag),
        new Column<string>("indicators", NpgsqlDbType.Jsonb, row => row.Indicators),
        new Column<string>("metadata", NpgsqlDbType.Jsonb, row => row.Metadata),
        new Column<short>("source", NpgsqlDbType.Smallint, row => (short)row.Source),
        new Column<bool>("simulated", NpgsqlDbType.Boolean, row => row.Simulated),
    ];

    private static readonly string Insert = $"""
        INSERT INTO signals ({string.Join(", ", Columns.Select(column => column.Name))})
        SELECT * FROM unnest({string.Join(", ", Columns.Select((_, index) => $"${index + 1}"))})
        ON CONFLICT (event_time, key) DO NOTHING
        RETURNING id
        """;

    private interface IColumn
    {
        string Name { get; }

        NpgsqlParameter Values(IReadOnlyList<SignalRow> rows);
    }

    /// <returns>Ids of the rows that were not there yet.</returns>
    public static async Task<HashSet<Guid>> ExecuteAsync(
        IReadOnlyList<SignalRow> rows, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Insert, connection);
        foreach (var column in Columns)
        {
            command.Parameters.Add(column.Values(rows));
        }

        var stored = new HashSet<Guid>(rows.Count);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            stored.Add(reader.GetGuid(0));
        }

        return stored;
    }

    /// <returns>Ids of the rows that are there, by their business key.</returns>
    public static async Task<Dictionary<(DateTimeOffset EventTime, Guid Key), Guid>> FindAsync(
        IReadOnlyList<SignalRow> rows, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            SELECT signals.event_time, signals.key, signals.id
            FROM unnest($1, $2) AS asked (event_time, key)
            JOIN signals ON signals.event_time = asked.event_time AND signals.key = asked.key
            """, connection);
        command.Parameters.Add(EventTime.Values(rows));
        command.Parameters.Add(Key.Values(rows));
        var found = new Dictionary<(DateTimeOffset, Guid), Guid>(rows.Count);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found[(reader.GetFieldValue<DateTimeOffset>(0), reader.GetGuid(1))] = reader.GetGuid(2);
        }

        return found;
    }

    private sealed record Column<T>(string Name, NpgsqlDbType Type, Func<SignalRow, T> Value) : IColumn
    {
        public NpgsqlParameter Values(IReadOnlyList<SignalRow> rows)
        {
            var values = new T[rows.Count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = Value(rows[i]);
            }

            return new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | Type };
        }
    }
}

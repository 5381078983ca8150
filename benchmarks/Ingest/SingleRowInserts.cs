using System.Diagnostics;
using Npgsql;

namespace BtcWatcher.Bench.Ingest;

/// <summary>The reference: one client, one row of that content a transaction, prepared, one index.</summary>
internal sealed class SingleRowInserts : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _insert;

    private SingleRowInserts(NpgsqlConnection connection, NpgsqlCommand insert) =>
        (_connection, _insert) = (connection, insert);

    public static async Task<SingleRowInserts> StartAsync(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand("""
            CREATE TABLE plain (
                id uuid PRIMARY KEY, at timestamptz NOT NULL, strategy_id int NOT NULL, pair text NOT NULL,
                timeframe text NOT NULL, price numeric NOT NULL, strength numeric NOT NULL, indicators jsonb NOT NULL)
            """, connection);
        await create.ExecuteNonQueryAsync();
        var insert = new NpgsqlCommand("""
            INSERT INTO plain VALUES (
                $1, now(), 1, 'ETH/USDT', '5m', 4320.1, 87.25, '{"rsi":28.4,"ema":4310.25,"volume":812.3}')
            """, connection);
        insert.Parameters.Add(new NpgsqlParameter<Guid>());
        await insert.PrepareAsync();
        return new SingleRowInserts(connection, insert);
    }

    /// <returns>Rows a second.</returns>
    public async Task<double> RunAsync(TimeSpan length)
    {
        var watch = Stopwatch.StartNew();
        var rows = 0;
        while (watch.Elapsed < length)
        {
            ((NpgsqlParameter<Guid>)_insert.Parameters[0]).TypedValue = Guid.CreateVersion7();
            await _insert.ExecuteNonQueryAsync();
            rows++;
        }

        return rows / watch.Elapsed.TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        await _insert.DisposeAsync();
        await _connection.DisposeAsync();
    }
}

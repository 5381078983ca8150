using System.Text;
using BtcWatcher.Simulator.Configuration;
using BtcWatcher.Simulator.Python;
using Microsoft.Data.Sqlite;

namespace BtcWatcher.Simulator.Trading;

/// <summary>The SQLite file of --db-url: trades, locks and the two start times; all of it survives a restart.</summary>
internal sealed class TradeStore : IDisposable
{
    private const string Schema =
        """
        PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-256; PRAGMA busy_timeout=5000;
        CREATE TABLE IF NOT EXISTS trades (
            id INTEGER PRIMARY KEY AUTOINCREMENT, pair TEXT NOT NULL, is_open INTEGER NOT NULL, close_ms INTEGER, data TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS ix_trades_open ON trades (is_open);
        CREATE TABLE IF NOT EXISTS pairlocks (
            id INTEGER PRIMARY KEY AUTOINCREMENT, pair TEXT NOT NULL, side TEXT NOT NULL, reason TEXT, lock_ms INTEGER NOT NULL,
            end_ms INTEGER NOT NULL, active INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS "KeyValueStore" (key TEXT PRIMARY KEY, ticks INTEGER NOT NULL);
        """;

    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    /// <summary>Opens or creates the file. Throws <see cref="BotException"/> (exit 1) where FreqTrade's SQLAlchemy would fail.</summary>
    public TradeStore(string url)
    {
        if (!url.StartsWith("sqlite://", StringComparison.Ordinal) || url == "sqlite:///")
        {
            throw BotException.Operational($"Given value for db_url: '{url}' is no valid database URL! "
                + "(See https://docs.sqlalchemy.org/en/latest/core/engines.html#database-urls).");
        }

        var path = url["sqlite://".Length..];
        path = path.Length == 0 ? ":memory:" : path[1..];
        try
        {
            _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            _connection.Open();
            Run(Schema);
        }
        catch (SqliteException e)
        {
            _connection?.Dispose();
            throw BotException.Fatal("sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) "
                + (e.SqliteErrorCode == 14 ? "unable to open database file" : e.Message)
                + "\n(Background on this error at: https://sqlalche.me/e/20/e3q8)");
        }
    }

    public int NextTradeId() => (int)(long)Scalar("SELECT COALESCE(MAX(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'trades'")!;

    public void Save(Trade trade) => Run(
        "INSERT INTO trades (id, pair, is_open, close_ms, data) VALUES ($id, $pair, $open, $close, $data) "
        + "ON CONFLICT (id) DO UPDATE SET is_open = $open, close_ms = $close, data = $data",
        ("$id", trade.Id), ("$pair", trade.Pair), ("$open", trade.IsOpen ? 1 : 0),
        ("$close", trade.ClosedAt?.ToUnixTimeMilliseconds()), ("$data", PyJson.Text(trade.Stored())));

    public void Delete(Trade trade) => Run("DELETE FROM trades WHERE id = $id", ("$id", trade.Id));

    public List<Trade> Open() => Trades("WHERE is_open = 1 ORDER BY id");

    public List<Trade> Closed() => Trades("WHERE is_open = 0 ORDER BY id");

    public Trade? Find(int id) => Trades("WHERE id = $id", ("$id", id)).FirstOrDefault();

    public (List<Trade> Page, int Total) Page(int limit, int offset, bool byId)
    {
        var order = byId ? "id" : "close_ms DESC";
        var page = Trades($"WHERE is_open = 0 ORDER BY {order} LIMIT $limit OFFSET $offset", ("$limit", limit), ("$offset", offset));
        return (page, (int)(long)Scalar("SELECT COUNT(*) FROM trades WHERE is_open = 0")!);
    }

    public long AddLock(string pair, string side, string? reason, long nowMs, long endMs) => (long)Scalar(
        "INSERT INTO pairlocks (pair, side, reason, lock_ms, end_ms, active) VALUES ($p, $s, $r, $n, $e, 1) RETURNING id",
        ("$p", pair), ("$s", side), ("$r", reason), ("$n", nowMs), ("$e", endMs))!;

    public List<PairLock> Locks(long nowMs) => Read(
        "SELECT id, pair, side, reason, lock_ms, end_ms, active FROM pairlocks WHERE active = 1 AND end_ms > $now ORDER BY id",
        row => new PairLock(row.GetInt64(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3),
            row.GetInt64(4), row.GetInt64(5)),
        ("$now", nowMs));

    /// <summary>FreqTrade ends a lock by giving it an end in the past.</summary>
    public void EndLocks(long nowMs, long? id, string? pair) => Run(
        "UPDATE pairlocks SET active = 0, end_ms = $now WHERE ($id IS NULL OR id = $id) AND ($pair IS NULL OR pair = $pair)",
        ("$now", nowMs - 1), ("$id", id), ("$pair", pair));

    public DateTimeOffset? Time(string key) =>
        Scalar("SELECT ticks FROM \"KeyValueStore\" WHERE key = $key", ("$key", key)) is long ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;

    public void SetTime(string key, DateTimeOffset time) => Run(
        "INSERT INTO \"KeyValueStore\" VALUES ($key, $ticks) ON CONFLICT (key) DO UPDATE SET ticks = $ticks",
        ("$key", key), ("$ticks", time.UtcTicks));

    private List<Trade> Trades(string where, params (string, object?)[] values) => Read(
        "SELECT id, pair, is_open, data FROM trades " + where,
        row => Trade.From(row.GetInt32(0), row.GetString(1), row.GetBoolean(2),
            (PyDict)PyJson.Read(Encoding.UTF8.GetBytes(row.GetString(3)))!),
        values);

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> map, params (string, object?)[] values)
    {
        lock (_lock)
        {
            using var command = Command(sql, values);
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(map(reader));
            }

            return rows;
        }
    }

    private object? Scalar(string sql, params (string, object?)[] values)
    {
        lock (_lock)
        {
            using var command = Command(sql, values);
            return command.ExecuteScalar();
        }
    }

    private void Run(string sql, params (string, object?)[] values)
    {
        lock (_lock)
        {
            using var command = Command(sql, values);
            command.ExecuteNonQuery();
        }
    }

    private SqliteCommand Command(string sql, (string Name, object? Value)[] values)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    public void Dispose() => _connection.Dispose();
}

/// <summary>A pair that may not be entered until the end.</summary>
internal sealed record PairLock(long Id, string Pair, string Side, string? Reason, long LockMs, long EndMs)
{
    public PyDict ToPy() => new()
    {
        ["id"] = Id, ["active"] = true, ["lock_end_time"] = PyTime.Text(EndMs), ["lock_end_timestamp"] = EndMs,
        ["lock_time"] = PyTime.Text(LockMs), ["lock_timestamp"] = LockMs, ["pair"] = Pair, ["side"] = Side, ["reason"] = Reason,
    };
}

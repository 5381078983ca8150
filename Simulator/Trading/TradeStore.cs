using System.Text;
using BtcWatcher.Simulator.Configuration;
using BtcWatcher.Simulator.Python;

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

    private readonly SqliteFile _file;

    /// <summary>Opens or creates the file. Throws <see cref="BotException"/> (exit 1) where FreqTrade's SQLAlchemy
    /// would fail.</summary>
    public TradeStore(string url)
    {
        if (!url.StartsWith("sqlite://", StringComparison.Ordinal) || url == "sqlite:///")
        {
            throw BotException.Operational($"Given value for db_url: '{url}' is no valid database URL! "
                + "(See https://docs.sqlalchemy.org/en/latest/core/engines.html#database-urls).");
        }

        var path = url["sqlite://".Length..];
        try
        {
            _file = new SqliteFile(path.Length == 0 ? ":memory:" : path[1..]);
            _file.Script(Schema);
        }
        catch (SqliteFileException e)
        {
            _file?.Dispose();
            throw BotException.Fatal("sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) "
                + e.Message + "\n(Background on this error at: https://sqlalche.me/e/20/e3q8)");
        }
    }

    public int NextTradeId() =>
        (int)_file.Number("SELECT COALESCE(MAX(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'trades'")!.Value;

    public void Save(Trade trade) => _file.Run(
        "INSERT INTO trades (id, pair, is_open, close_ms, data) VALUES (?1, ?2, ?3, ?4, ?5) "
        + "ON CONFLICT (id) DO UPDATE SET is_open = ?3, close_ms = ?4, data = ?5",
        trade.Id, trade.Pair, trade.IsOpen ? 1 : 0, trade.ClosedAt?.ToUnixTimeMilliseconds(),
            PyJson.Text(trade.Stored()));

    public void Delete(Trade trade) => _file.Run("DELETE FROM trades WHERE id = ?1", trade.Id);

    public List<Trade> Open() => Trades("WHERE is_open = 1 ORDER BY id");

    public List<Trade> Closed() => Trades("WHERE is_open = 0 ORDER BY id");

    public Trade? Find(int id) => Trades("WHERE id = ?1", id).FirstOrDefault();

    public (List<Trade> Page, int Total) Page(int limit, int offset, bool byId)
    {
        var order = byId ? "id" : "close_ms DESC";
        var page = Trades($"WHERE is_open = 0 ORDER BY {order} LIMIT ?1 OFFSET ?2", limit, offset);
        return (page, (int)_file.Number("SELECT COUNT(*) FROM trades WHERE is_open = 0")!.Value);
    }

    public void AddLock(string pair, string side, string? reason, long nowMs, long endMs) => _file.Run(
        "INSERT INTO pairlocks (pair, side, reason, lock_ms, end_ms, active) VALUES (?1, ?2, ?3, ?4, ?5, 1)",
        pair, side, reason, nowMs, endMs);

    public List<PairLock> Locks(long nowMs) => _file.Query(
        "SELECT id, pair, side, reason, lock_ms, end_ms FROM pairlocks WHERE active = 1 AND end_ms > ?1 ORDER BY id",
        row => new PairLock(row.Long(0)!.Value, row.Text(1)!, row.Text(2)!, row.Text(3), row.Long(4)!.Value,
            row.Long(5)!.Value),
        nowMs);

    /// <summary>FreqTrade ends a lock by giving it an end in the past.</summary>
    public void EndLocks(long nowMs, long? id, string? pair) => _file.Run(
        "UPDATE pairlocks SET active = 0, end_ms = ?1 WHERE (?2 IS NULL OR id = ?2) AND (?3 IS NULL OR pair = ?3)",
        nowMs - 1, id, pair);

    public DateTimeOffset? Time(string key) =>
        _file.Number("SELECT ticks FROM \"KeyValueStore\" WHERE key = ?1", key) is { } ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;

    public void SetTime(string key, DateTimeOffset time) => _file.Run(
        "INSERT INTO \"KeyValueStore\" VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET ticks = ?2", key, time.UtcTicks);

    private List<Trade> Trades(string where, params object?[] values) => _file.Query(
        "SELECT id, pair, is_open, data FROM trades " + where,
        row => Trade.From((int)row.Long(0)!.Value, row.Text(1)!, row.Long(2) == 1,
            (PyDict)PyJson.Read(Encoding.UTF8.GetBytes(row.Text(3)!))!),
        values);

    public void Dispose() => _file.Dispose();
}

/// <summary>A pair that may not be entered until the end.</summary>
internal sealed record PairLock(long Id, string Pair, string Side, string? Reason, long LockMs, long EndMs)
{
    public PyDict ToPy() => new()
    {
        ["id"] = Id, ["active"] = true, ["lock_end_time"] = PyTime.Text(EndMs), ["lock_end_timestamp"] = EndMs,
        ["lock_time"] = PyTime.Text(LockMs), ["lock_timestamp"] = LockMs, ["pair"] = Pair, ["side"] = Side,
        ["reason"] = Reason,
    };
}

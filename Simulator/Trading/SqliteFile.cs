using SQLitePCL;

namespace BtcWatcher.Simulator.Trading;

/// <summary>
/// A thin layer on SQLite's own functions: an ADO.NET provider would cost each of many instances some megabytes.
/// Parameters are numbered from 1; values: null, int, long, string. Throws <see cref="SqliteFileException"/>.
/// </summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly sqlite3 _database;
    private readonly Lock _lock = new();

    static SqliteFile() => Batteries_V2.Init();

    public SqliteFile(string path)
    {
        var result = raw.sqlite3_open_v2(path, out _database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, null);
        Check(result);
    }

    /// <summary>Runs several statements without parameters.</summary>
    public void Script(string sql)
    {
        lock (_lock)
        {
            Check(raw.sqlite3_exec(_database, sql));
        }
    }

    /// <summary>Runs one statement; maps its rows.</summary>
    public List<T> Query<T>(string sql, Func<SqliteRow, T> map, params object?[] values)
    {
        lock (_lock)
        {
            Check(raw.sqlite3_prepare_v2(_database, sql, out var statement));
            using (statement)
            {
                for (var i = 0; i < values.Length; i++)
                {
                    Check(Bind(statement, i + 1, values[i]));
                }

                var rows = new List<T>();
                int step;
                while ((step = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
                {
                    rows.Add(map(new SqliteRow(statement)));
                }

                return step == raw.SQLITE_DONE ? rows : throw Failure(step);
            }
        }
    }

    public void Run(string sql, params object?[] values) => Query(sql, static _ => 0, values);

    /// <summary>The first column of the first row, or null.</summary>
    public long? Number(string sql, params object?[] values) =>
        Query(sql, static row => row.Long(0), values) is [var first, ..] ? first : null;

    public void Dispose() => _database.Dispose();

    private static int Bind(sqlite3_stmt statement, int at, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, at),
        int number => raw.sqlite3_bind_int64(statement, at, number),
        long number => raw.sqlite3_bind_int64(statement, at, number),
        string text => raw.sqlite3_bind_text(statement, at, text),
        _ => throw new InvalidOperationException($"No SQLite form for {value.GetType()}"),
    };

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw Failure(result);
        }
    }

    private SqliteFileException Failure(int result) =>
        new(result, _database is null ? "unable to open database file" : raw.sqlite3_errmsg(_database)
            .utf8_to_string());
}

/// <summary>The current row of a statement; columns from 0.</summary>
internal readonly struct SqliteRow(sqlite3_stmt statement)
{
    public long? Long(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL
        ? null
        : raw.sqlite3_column_int64(statement, column);

    public string? Text(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL
        ? null
        : raw.sqlite3_column_text(statement, column).utf8_to_string();
}

/// <summary>SQLite's result code and message.</summary>
internal sealed class SqliteFileException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}

using System.Collections.Immutable;
using System.Globalization;
using Npgsql;

namespace BtcWatcher.Services.Signals.Model;

/// <summary>
/// One partition a month, made before a row needs it. Attaching a table that was made apart does not lock out those
/// who read or write, as CREATE TABLE ... PARTITION OF would.
/// </summary>
internal sealed class SignalPartitions(NpgsqlDataSource database)
{
    private const long Lock = 4_000_002;
    private ImmutableHashSet<DateOnly> _known = [];

    /// <summary>Sees to it that the month of each time has its partition. Quick when all are known.</summary>
    public async Task EnsureAsync(IEnumerable<DateTimeOffset> times, CancellationToken ct)
    {
        var missing = times.Select(MonthOf).Where(month => !_known.Contains(month)).Distinct().ToList();
        if (missing.Count == 0)
        {
            return;
        }

        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({Lock})", ct);
        foreach (var month in missing)
        {
            await CreateAsync(connection, month, ct);
        }

        await transaction.CommitAsync(ct);
        _known = _known.Union(missing);
    }

    /// <summary>Forgets what is known, after PostgreSQL refused a row for want of a partition.</summary>
    public void Forget() => _known = [];

    public static DateOnly MonthOf(DateTimeOffset time) => new(time.UtcDateTime.Year, time.UtcDateTime.Month, 1);

    private static async Task CreateAsync(NpgsqlConnection connection, DateOnly month, CancellationToken ct)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"signals_{month:yyyy_MM}");
        await using var exists = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection)
        {
            Parameters = { new() { Value = name } },
        };
        if (await exists.ExecuteScalarAsync(ct) is true)
        {
            return;
        }

        var until = month.AddMonths(1);
        await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"""
            CREATE TABLE {name} (LIKE signals INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
            ALTER TABLE signals ATTACH PARTITION {name}
                FOR VALUES FROM ('{month:yyyy-MM-dd} 00:00:00+00') TO ('{until:yyyy-MM-dd} 00:00:00+00');
            """), ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}

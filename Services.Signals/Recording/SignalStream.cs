using Npgsql;

namespace BtcWatcher.Services.Signals.Recording;

/// <summary>
/// The stream of graded signals: whoever appends holds its lock until the commit, so positions show in order.
/// </summary>
internal static class SignalStream
{
    private const long Lock = 4_000_001;

    public static async Task LockAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({Lock})", connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <returns>The first of so many new positions. Those of repeated rows stay unused.</returns>
    public static async Task<long> TakeAsync(int count, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "UPDATE stream SET position = position + $1 WHERE name = 'signals' RETURNING position - $1 + 1",
            connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = count });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}

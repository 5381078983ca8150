using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BtcWatcher.ServiceDefaults.TransactionalOutbox;

/// <summary>
/// Puts messages beside the state they tell of, in the same transaction. The relay publishes them at once after the
/// commit, at least once, roughly in order.
/// </summary>
public sealed class Outbox(TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Adds the message to what the context saves next.</summary>
    public void Add(DbContext db, object message) => db.Add(OutboxMessage.For(message, clock.GetUtcNow()));

    /// <summary>
    /// Inserts the message within a transaction of a hot path; call <see cref="Wake"/> after its commit.
    /// </summary>
    public async Task InsertAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, object message, CancellationToken ct)
    {
        var row = OutboxMessage.For(message, clock.GetUtcNow());
        await using var command = new NpgsqlCommand(
            "INSERT INTO outbox (id, type, body, traceparent, created_at) VALUES ($1, $2, $3, $4, $5)",
            connection, transaction);
        command.Parameters.Add(new() { Value = row.Id });
        command.Parameters.Add(new() { Value = row.Type });
        command.Parameters.Add(new() { Value = row.Body });
        command.Parameters.Add(new()
        {
            Value = (object?)row.Traceparent ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text,
        });
        command.Parameters.Add(new() { Value = row.CreatedAt });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Tells the relay of this process that something was committed.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount == 0)
        {
            try
            {
                _wake.Release();
            }
            catch (SemaphoreFullException)
            {
                // Two commits at the same moment: one wake is enough.
            }
        }
    }

    public void Dispose() => _wake.Dispose();

    internal Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct) => _wake.WaitAsync(atMost, ct);
}

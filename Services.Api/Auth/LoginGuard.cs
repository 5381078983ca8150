using Npgsql;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>What counting an attempt gave: LockedUntil of an allowed one tells that it was the last.</summary>
internal readonly record struct LoginTurn(bool IsAllowed, DateTimeOffset? LockedUntil);

/// <summary>Keeps the count of wrong passwords for each user and address.</summary>
internal sealed class LoginGuard(NpgsqlDataSource database, AuthRules rules, TimeProvider clock)
{
    /// <summary>Counts an attempt.</summary>
    /// <returns>Whether the password may be checked.</returns>
    public async Task<LoginTurn> EnterAsync(string username, string address, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var present = await LockAsync(connection, username, address, ct);
        var (next, allowed) = rules.Lockout.Attempt(present, clock.GetUtcNow());
        if (allowed)
        {
            await using var update = new NpgsqlCommand(
                """
                update login_failures set attempts = $3, last_at = $4, locked_until = $5
                where username = $1 and address = $2
                """,
                connection)
            {
                Parameters =
                {
                    new() { Value = username }, new() { Value = address }, new() { Value = next.Attempts },
                    new() { Value = next.LastAt.UtcDateTime },
                    new() { Value = (object?)next.LockedUntil?.UtcDateTime ?? DBNull.Value },
                },
            };
            await update.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return new(allowed, next.LockedUntil);
    }

    /// <summary>The password was right.</summary>
    public async Task ClearAsync(string username, string address, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "delete from login_failures where username = $1 and address = $2");
        command.Parameters.Add(new() { Value = username });
        command.Parameters.Add(new() { Value = address });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<LoginFailures?> LockAsync(
        NpgsqlConnection connection, string username, string address, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into login_failures (username, address) values ($1, $2)
            on conflict (username, address) do update set attempts = login_failures.attempts
            returning attempts, last_at, locked_until
            """,
            connection)
        {
            Parameters = { new() { Value = username }, new() { Value = address } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetInt32(0) == 0
            ? null
            : new(reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1),
                await reader.IsDBNullAsync(2, ct) ? null : reader.GetFieldValue<DateTimeOffset>(2));
    }
}

using BtcWatcher.Services.Api.Database;
using Npgsql;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>One-time tickets for WebSockets, in the database, so that any process of the api can take them.</summary>
internal sealed class WsTickets(ApiDbContext db, NpgsqlDataSource database, TimeProvider clock)
{
    public async Task<string> IssueAsync(Guid sessionId, DateTimeOffset socketUntil, CancellationToken ct)
    {
        var ticket = Secrets.NewToken();
        db.WsTickets.Add(new()
        {
            Hash = Secrets.HashOf(ticket),
            SessionId = sessionId,
            ExpiresAt = clock.GetUtcNow() + AuthRules.TicketLifetime,
            SocketUntil = socketUntil,
        });
        await db.SaveChangesAsync(ct);
        return ticket;
    }

    /// <summary>Takes the ticket: a second call finds none.</summary>
    /// <returns>The session, and until when its socket may live; null when the ticket is worth nothing.</returns>
    public async Task<(Guid SessionId, DateTimeOffset Until)?> TakeAsync(string ticket, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            delete from ws_tickets t using sessions s
            where t.hash = $1 and s.id = t.session_id
            returning t.session_id, t.socket_until, t.expires_at > $2 and s.revoked_at is null
            """);
        command.Parameters.Add(new() { Value = Secrets.HashOf(ticket) });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) && reader.GetBoolean(2)
            ? (reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1))
            : null;
    }
}

using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Api.Database;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>Opens, refreshes and ends sessions.</summary>
internal sealed class Sessions(ApiDbContext db, AccessTokens tokens, IUserKeys keys, Outbox outbox, TimeProvider clock)
{
    public async Task<TokenAnswer> OpenAsync(User user, HttpContext context, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var agent = context.Request.Headers.UserAgent.ToString();
        var session = new Session
        {
            UserId = user.Id,
            CreatedAt = now,
            ExpiresAt = now + AuthRules.RefreshLifetime,
            Address = context.Address(),
            UserAgent = agent.Length > 200 ? agent[..200] : agent,
        };
        db.Sessions.Add(session);
        return await SaveAsync(user, session, ct);
    }

    /// <returns>
    /// Tokens; null with <c>Reused</c> true when the token had been used before, which ends its session.
    /// </returns>
    public async Task<(TokenAnswer? Answer, bool Reused)> RefreshAsync(string token, CancellationToken ct)
    {
        var hash = Secrets.HashOf(token);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var stored = await db.RefreshTokens.FromSql($"select * from refresh_tokens where hash = {hash} for update")
            .SingleOrDefaultAsync(ct);
        if (stored is null) return (null, false);

        var session = await db.Sessions.SingleAsync(row => row.Id == stored.SessionId, ct);
        var now = clock.GetUtcNow();
        if (stored.UsedAt is not null)
        {
            if (session.RevokedAt is null) await RevokeAsync([session], "refresh token used twice", ct);
            await transaction.CommitAsync(ct);
            return (null, true);
        }

        if (!session.IsOpen(now) || stored.ExpiresAt <= now) return (null, false);

        stored.UsedAt = now;
        session.ExpiresAt = now + AuthRules.RefreshLifetime;
        var user = await db.Users.SingleAsync(row => row.Id == session.UserId, ct);
        var answer = await SaveAsync(user, session, ct);
        await transaction.CommitAsync(ct);
        return (answer, false);
    }

    /// <summary>Ends the open sessions of a user, or the one given.</summary>
    public async Task EndAsync(Guid userId, Guid? only, string reason, CancellationToken ct)
    {
        var open = await db.Sessions
            .Where(row => row.UserId == userId && row.RevokedAt == null && (only == null || row.Id == only))
            .ToListAsync(ct);
        await RevokeAsync(open, reason, ct);
    }

    private async Task RevokeAsync(IReadOnlyList<Session> sessions, string reason, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var session in sessions)
        {
            session.RevokedAt = now;
            session.RevokedReason = reason;
            outbox.Add(db, new SessionRevoked { SessionId = session.Id, At = now });
        }

        await db.SaveChangesAsync(ct);
        foreach (var session in sessions) keys.Revoke(session.Id);
    }

    private async Task<TokenAnswer> SaveAsync(User user, Session session, CancellationToken ct)
    {
        var refresh = Secrets.NewToken();
        db.RefreshTokens.Add(new()
        {
            Hash = Secrets.HashOf(refresh),
            SessionId = session.Id,
            CreatedAt = clock.GetUtcNow(),
            ExpiresAt = session.ExpiresAt,
        });
        await db.SaveChangesAsync(ct);
        var (access, lifetime) = tokens.Issue(user, session.Id);
        return new(access, refresh, "bearer", (long)lifetime.TotalSeconds, user.MustChangePassword);
    }
}

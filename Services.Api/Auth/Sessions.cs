using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>Opens, refreshes and ends sessions.</summary>
internal sealed class Sessions(
    ApiDbContext db, AccessTokens tokens, IUserKeys keys, Outbox outbox, AuditTrail audit, TimeProvider clock)
{
    /// <returns>Null when the user was disabled, deleted or given another password since it was checked.</returns>
    public async Task<TokenAnswer?> OpenAsync(User user, HttpContext context, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var checkedHash = user.PasswordHash;
        await db.Database.ExecuteSqlAsync($"select from users where id = {user.Id} for update", ct);
        await db.Entry(user).ReloadAsync(ct);
        if (!user.MayLogIn || user.PasswordHash != checkedHash) return null;

        var now = user.LastLoginAt = clock.GetUtcNow();
        var session = Add(user, context, now.Value);
        audit.Add(db, AuditActions.LoggedIn, actor: new(user.Username, user.Id, "password", session.Id));
        var answer = await SaveAsync(user, session, ct);
        await transaction.CommitAsync(ct);
        return answer;
    }

    private Session Add(User user, HttpContext context, DateTimeOffset now)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        var session = new Session
        {
            UserId = user.Id,
            CreatedAt = now,
            LastUsedAt = now,
            ExpiresAt = now + AuthRules.RefreshLifetime,
            Address = context.Address(),
            UserAgent = agent.Length > 200 ? agent[..200] : agent,
        };
        db.Sessions.Add(session);
        return session;
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
            if (session.RevokedAt is null)
            {
                var owner = await db.Users.SingleAsync(row => row.Id == session.UserId, ct);
                audit.Add(
                    db, AuditActions.RefreshReused, new("session", session.Id.ToString()),
                    actor: new(owner.Username, owner.Id, "refresh_token", session.Id));
                await RevokeAsync([session], "refresh token used twice", ct);
            }

            await transaction.CommitAsync(ct);
            return (null, true);
        }

        if (!session.IsOpen(now) || stored.ExpiresAt <= now) return (null, false);

        stored.UsedAt = now;
        session.ExpiresAt = now + AuthRules.RefreshLifetime;
        session.LastUsedAt = now;
        var user = await db.Users.SingleAsync(row => row.Id == session.UserId, ct);
        var answer = await SaveAsync(user, session, ct);
        await transaction.CommitAsync(ct);
        return (answer, false);
    }

    /// <summary>The open ones, the newest first.</summary>
    public Task<List<Session>> ListAsync(Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.Sessions.AsNoTracking()
            .Where(row => row.UserId == userId && row.RevokedAt == null && row.ExpiresAt > now)
            .OrderByDescending(row => row.Id).ToListAsync(ct);
    }

    /// <summary>Ends those that the user does not want any more, and says so in the audit log.</summary>
    /// <returns>How many have ended.</returns>
    public async Task<int> RevokeAsync(User user, Func<Session, bool> which, CancellationToken ct)
    {
        var open = await db.Sessions.Where(row => row.UserId == user.Id && row.RevokedAt == null).ToListAsync(ct);
        var chosen = open.Where(which).ToList();
        foreach (var session in chosen)
        {
            audit.Add(
                db, AuditActions.SessionRevoked, new("session", session.Id.ToString(), user.Username),
                new { session.Address, session.UserAgent, session.CreatedAt });
        }

        await RevokeAsync(chosen, "revoked", ct);
        return chosen.Count;
    }

    /// <summary>Ends the open sessions of a user, or the one given.</summary>
    public async Task EndAsync(Guid userId, Guid? only, string reason, CancellationToken ct)
    {
        var open = await db.Sessions
            .Where(row => row.UserId == userId && row.RevokedAt == null && (only == null || row.Id == only))
            .ToListAsync(ct);
        await RevokeAsync(open, reason, ct);
    }

    /// <summary>
    /// Ends all sessions of a user, and tells everybody to forget what they remember of the user's password: also when
    /// no session is open.
    /// </summary>
    public async Task EndAllAsync(User user, string reason, CancellationToken ct)
    {
        // A session that is being opened now is waited for, and ended with the others.
        await db.Database.ExecuteSqlAsync($"select from users where id = {user.Id} for update", ct);
        outbox.Add(db, new SessionRevoked { SessionId = user.Id, At = clock.GetUtcNow() });
        await EndAsync(user.Id, only: null, reason, ct);
    }

    /// <summary>Ends what an API key opened at the gateway, and saves what else the context holds.</summary>
    public async Task EndOfKeyAsync(Guid keyId, CancellationToken ct)
    {
        var opened = await db.Sessions
            .Where(row => row.RevokedAt == null
                && db.GatewayTokens.Any(token => token.SessionId == row.Id && token.ApiKeyId == keyId))
            .ToListAsync(ct);
        await RevokeAsync(opened, "api key revoked", ct);
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

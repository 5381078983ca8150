using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Auth.ApiKeys;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.Users;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Auth.GatewayLogin;

/// <summary>FreqUI's sessions at the gateway: one refresh token for 30 days, which does not change.</summary>
internal sealed class GatewayLogins(
    ApiDbContext db, AccessTokens tokens, AuditTrail audit, IHttpContextAccessor http, TimeProvider clock)
{
    /// <returns>Null when user or key are worth nothing any more since they were checked.</returns>
    public async Task<GatewayLoginAnswer?> OpenAsync(
        Verified verified, string? address, int strategyId, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var userId = verified.User?.Id ?? verified.Key!.UserId;
        // The lock: whoever ends the user's sessions now, ends this one too, or is seen here.
        var user = await db.Users.FromSql($"select * from users where id = {userId} for update").AsNoTracking()
            .SingleAsync(ct);
        if (verified.User is { } known && known.PasswordHash != user.PasswordHash) return null;
        var key = await FindKeyAsync(verified.Key?.KeyId, ct);
        if (!user.MayLogIn || user.MustChangePassword || (verified.Key is not null && key is null)) return null;

        var refresh = Secrets.NewToken();
        var session = NewSession(user, key, address);
        db.Sessions.Add(session);
        db.GatewayTokens.Add(
            new() { Hash = Secrets.HashOf(refresh), SessionId = session.Id, ApiKeyId = key?.Id });
        var credential = key is null ? "password" : "api_key";
        audit.Add(
            db, AuditActions.LoggedIn, after: new { at = "gateway", strategy_id = strategyId },
            actor: new(user.Username, user.Id, credential, session.Id, address));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new(tokens.IssueForGateway(GrantOf(user, key, session), session.Id), refresh);
    }

    /// <returns>A new access token with the present role; null when the session, its user or key has ended.</returns>
    public async Task<string?> RefreshAsync(string refreshToken, CancellationToken ct)
    {
        var hash = Secrets.HashOf(refreshToken);
        var now = clock.GetUtcNow();
        var token = await db.GatewayTokens.AsNoTracking().SingleOrDefaultAsync(row => row.Hash == hash, ct);
        if (token is null) return null;
        var session = await db.Sessions.AsNoTracking().SingleAsync(row => row.Id == token.SessionId, ct);
        var user = await db.Users.AsNoTracking().SingleAsync(row => row.Id == session.UserId, ct);
        var key = await FindKeyAsync(token.ApiKeyId, ct);
        if (!session.IsOpen(now) || !user.MayLogIn || user.MustChangePassword) return null;
        if (token.ApiKeyId is not null && key is null) return null;
        await db.Sessions.Where(row => row.Id == session.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastUsedAt, now), ct);
        return tokens.IssueForGateway(GrantOf(user, key, session), session.Id);
    }

    private Task<ApiKey?> FindKeyAsync(Guid? id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return id is null
            ? Task.FromResult<ApiKey?>(null)
            : db.ApiKeys.AsNoTracking()
                .SingleOrDefaultAsync(row => row.Id == id && row.RevokedAt == null && row.ExpiresAt > now, ct);
    }

    private Session NewSession(User user, ApiKey? key, string? address)
    {
        var now = clock.GetUtcNow();
        var agent = http.HttpContext?.Request.Headers.UserAgent.ToString() ?? "";
        var longest = now + AuthRules.RefreshLifetime;
        return new()
        {
            UserId = user.Id,
            Kind = Session.OfGateway,
            CreatedAt = now,
            LastUsedAt = now,
            ExpiresAt = key?.ExpiresAt < longest ? key.ExpiresAt : longest,
            Address = address,
            UserAgent = agent.Length > 200 ? agent[..200] : agent,
        };
    }

    // A password gives its user's whole role, a key its own limits.
    private static ApiKeyGrant GrantOf(User user, ApiKey? key, Session session) => new(
        key?.Id ?? Guid.Empty, user.Id, user.Username,
        key is null ? user.Role : UserRules.Lower(key.Role, user.Role), key?.ReadOnly ?? false, key?.StrategyIds,
        session.ExpiresAt);
}

using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Auth.ApiKeys;

/// <summary>Makes and revokes keys.</summary>
internal sealed class ApiKeyChanges(
    ApiDbContext db, Outbox outbox, IUserKeys refused, Sessions sessions, AuditTrail audit, TimeProvider clock)
{
    private const int HintLength = 9;

    public async Task<(ApiKeyCreated? Created, ProblemHttpResult? Problem)> CreateAsync(
        Guid owner, CreateApiKeyRequest request, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // The lock counts the owner's keys one after the other, and keeps the role that was looked at.
        var user = await db.Users
            .FromSql($"select * from users where id = {owner} and deleted_at is null for update")
            .SingleOrDefaultAsync(ct);
        if (user is null) return (null, AuthProblems.SessionEnded());
        var now = clock.GetUtcNow();
        if (ApiKeyRules.Judge(request, user.Role, now) is var (field, whatToDo))
        {
            return (null, AuthProblems.Invalid(field, whatToDo));
        }

        if (await MissingAsync(request.StrategyIds, ct) is { } missing)
        {
            return (null, AuthProblems.Invalid("strategy_ids", $"There is no strategy {missing}."));
        }

        if (await Living(owner).CountAsync(ct) >= ApiKeyRules.MostOfAUser) return (null, AuthProblems.TooManyKeys());

        var secret = ApiKeyText.Prefix + Secrets.NewToken();
        var key = New(user, request, secret, now);
        db.ApiKeys.Add(key);
        audit.Add(db, AuditActions.ApiKeyCreated, Target(key), after: ApiKeyFacts.Of(key));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return (new(key.Id, secret, ApiKeyItem.Of(key)), null);
    }

    /// <returns>False when the user has no such key.</returns>
    public async Task<bool> RevokeAsync(Guid owner, Guid id, CancellationToken ct)
    {
        var key = await db.ApiKeys.SingleOrDefaultAsync(
            row => row.Id == id && row.UserId == owner && row.RevokedAt == null, ct);
        if (key is null) return false;
        key.RevokedAt = clock.GetUtcNow();
        audit.Add(db, AuditActions.ApiKeyRevoked, Target(key));
        outbox.Add(db, new SessionRevoked { SessionId = key.Id, At = key.RevokedAt.Value });
        await sessions.EndOfKeyAsync(key.Id, ct);
        refused.Revoke(key.Id);
        return true;
    }

    public Task<List<ApiKey>> ListAsync(Guid owner, CancellationToken ct) =>
        Living(owner).OrderBy(key => key.Id).ToListAsync(ct);

    private IQueryable<ApiKey> Living(Guid owner) =>
        db.ApiKeys.AsNoTracking().Where(key => key.UserId == owner && key.RevokedAt == null);

    private static AuditTarget Target(ApiKey key) => new("api_key", key.Id.ToString(), key.Name);

    private static ApiKey New(User owner, CreateApiKeyRequest request, string secret, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = owner.Id,
        Name = request.Name!.Trim(),
        Hash = ApiKeyText.HashOf(secret),
        Hint = secret[..HintLength],
        Role = request.Role ?? Policies.Viewer,
        ReadOnly = request.ReadOnly ?? false,
        StrategyIds = request.StrategyIds?.Distinct().Order().ToArray(),
        CreatedAt = now,
        ExpiresAt = (request.ExpiresAt ?? now + ApiKeyRules.UsualLife).ToUniversalTime(),
    };

    private async Task<int?> MissingAsync(IReadOnlyList<int>? ids, CancellationToken ct)
    {
        if (ids is null) return null;
        var known = await db.Strategies.Where(row => row.DeletedAt == null && ids.Contains(row.Id))
            .Select(row => row.Id).ToListAsync(ct);
        return ids.Except(known).Select(id => (int?)id).FirstOrDefault();
    }
}

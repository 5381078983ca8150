using System.Text.Json.Nodes;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Strategies.Drafts;

/// <summary>A user's drafts. What has expired is as good as removed, whether it was swept already or not.</summary>
internal sealed class DraftStore(ApiDbContext db, AuditTrail audit, TimeProvider clock)
{
    public const int MostOfAUser = 100;

    public IQueryable<SavedDraft> Of(Guid user)
    {
        var oldest = clock.GetUtcNow() - SavedDraft.Lifetime;
        return db.Drafts.Where(draft => draft.UserId == user && draft.UpdatedAt > oldest);
    }

    public Task<SavedDraft?> FindAsync(Guid user, Guid id, CancellationToken ct) =>
        Of(user).AsNoTracking().SingleOrDefaultAsync(draft => draft.Id == id, ct);

    public async Task<(SavedDraft? Draft, ProblemHttpResult? Problem)> AddAsync(
        Guid user, int? strategyId, int? baseVersion, string content, string? name, CancellationToken ct)
    {
        if (await Of(user).CountAsync(ct) >= MostOfAUser) return (null, DraftProblems.TooMany(MostOfAUser));
        var now = clock.GetUtcNow();
        var draft = new SavedDraft
        {
            Id = Guid.CreateVersion7(now), UserId = user, StrategyId = strategyId, BaseVersion = baseVersion,
            Revision = 1, Name = name, Content = content, CreatedAt = now, UpdatedAt = now,
        };
        db.Drafts.Add(draft);
        audit.Add(db, AuditActions.DraftCreated, draft.AsTarget(), after: Facts(draft));
        await db.SaveChangesAsync(ct);
        return (draft, null);
    }

    /// <summary>Saves over exactly this revision, in one statement: of two that save at once, one is told.</summary>
    public async Task<(SavedDraft? Draft, ProblemHttpResult? Problem)> SaveAsync(
        Guid user, Guid id, int revision, JsonObject content, CancellationToken ct)
    {
        var (text, name, now) = (content.ToJsonString(), SavedDraft.NameOf(content), clock.GetUtcNow());
        var saved = await Of(user).Where(draft => draft.Id == id && draft.Revision == revision)
            .ExecuteUpdateAsync(set => set
                .SetProperty(draft => draft.Revision, revision + 1)
                .SetProperty(draft => draft.Content, text)
                .SetProperty(draft => draft.Name, name)
                .SetProperty(draft => draft.UpdatedAt, now), ct);
        var present = await FindAsync(user, id, ct);
        if (present is null) return (null, DraftProblems.NotFound(id));
        return saved == 1 ? (present, null) : (null, DraftProblems.Changed(present.Revision));
    }

    /// <param name="user">Whose it is.</param>
    /// <param name="id">Of the draft.</param>
    /// <param name="action">How the audit log tells of it.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<bool> RemoveAsync(Guid user, Guid id, string action, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await FindAsync(user, id, ct) is not { } draft) return false;
        if (await Of(user).Where(row => row.Id == id).ExecuteDeleteAsync(ct) == 0) return false;
        audit.Add(db, action, draft.AsTarget(), Facts(draft));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private static object Facts(SavedDraft draft) => new { draft.StrategyId, draft.BaseVersion, draft.Revision };
}

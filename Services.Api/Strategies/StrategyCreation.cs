using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.Proxies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Answer to creating a strategy.</summary>
internal sealed record StrategyCreated(int StrategyId, string Status);

/// <summary>Gives a new strategy its number and stores it with what the others must hear, in one transaction.</summary>
internal sealed class StrategyCreation(ApiDbContext db, Outbox outbox, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Who asks, and how the same request is known again.</summary>
    public sealed record Origin(Guid UserId, string? IdempotencyKey, byte[] RequestHash);

    public async Task<(StrategyCreated? Created, ProblemHttpResult? Problem)> RunAsync(
        StrategyDraft draft, bool start, Origin origin, CancellationToken ct, string? note = null)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAsync(ApiLock.Strategies, ct);
        if (origin.IdempotencyKey is { } key)
        {
            var before = await db.IdempotentAnswers.FindAsync([origin.UserId, key], ct);
            if (before is not null) return Again(before, origin);
        }

        if (await db.Strategies.CountAsync(row => row.DeletedAt == null, ct) >= Strategy.MaxStrategies)
        {
            return (null, StrategyProblems.TooMany());
        }

        if (await db.IsNameTakenAsync(draft.Name, except: null, ct))
        {
            return (null, StrategyProblems.NameTaken(draft.Name));
        }

        if (draft.ProxyId is { } proxy && !await db.HasProxyAsync(proxy, ct))
        {
            return (null, StrategyProblems.Invalid("proxy_id", StrategyValidation.ProxyRule));
        }

        var strategy = await AddAsync(draft, start, origin.UserId, ct, note);
        var created = new StrategyCreated(strategy.Id, "created");
        Remember(created, origin);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return (created, null);
    }

    /// <summary>Adds the rows and messages; the caller holds the lock and saves.</summary>
    public async Task<Strategy> AddAsync(
        StrategyDraft draft, bool start, Guid? author, CancellationToken ct, string? note = null)
    {
        var now = clock.GetUtcNow();
        // With the deleted ones: a number is in ports, paths and old signals, and never comes back.
        var newest = await db.Strategies.MaxAsync(row => (int?)row.Id, ct) ?? 0;
        var pending = db.Strategies.Local.Select(row => row.Id).DefaultIfEmpty(0).Max();
        var strategy = new Strategy
        {
            Id = Math.Max(newest, pending) + 1,
            Name = draft.Name,
            StrategyClass = draft.StrategyClass,
            CurrentVersion = 1,
            Revision = 1,
            DesiredState = start ? DesiredState.Running : DesiredState.Stopped,
            DesiredVersion = 1,
            Tags = [.. draft.Tags],
            CreatedAt = now,
            UpdatedAt = now,
        };
        var definition = draft.Define(strategy.Id, strategy.CurrentVersion, strategy.WebhookEpoch);
        db.Strategies.Add(strategy);
        db.StrategyVersions.Add(StrategyDefinitions.ToRow(definition, author, now, note));
        outbox.Add(db, new StrategyChanged
        {
            StrategyId = strategy.Id,
            Revision = strategy.Revision,
            Change = StrategyChange.Created,
            Profile = definition.Profile,
        });
        if (start) outbox.Add(db, strategy.ToCommand());
        audit.Add(db, AuditActions.StrategyCreated, strategy.AsTarget(), after: StrategyFacts.Of(draft, 1));
        return strategy;
    }

    private static (StrategyCreated?, ProblemHttpResult?) Again(IdempotentAnswer before, Origin origin) =>
        before.RequestHash.AsSpan().SequenceEqual(origin.RequestHash)
            ? (JsonSerializer.Deserialize<StrategyCreated>(before.Body, MessageJson.Options), null)
            : (null, StrategyProblems.KeyReused());

    private void Remember(StrategyCreated created, Origin origin)
    {
        if (origin.IdempotencyKey is null) return;
        db.IdempotentAnswers.Add(new()
        {
            UserId = origin.UserId,
            Key = origin.IdempotencyKey,
            RequestHash = origin.RequestHash,
            Status = StatusCodes.Status201Created,
            Body = JsonSerializer.Serialize(created, MessageJson.Options),
            CreatedAt = clock.GetUtcNow(),
        });
    }
}

using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Asks one thing of many strategies, with the job that follows them, in one transaction.</summary>
internal sealed class BulkActions(ApiDbContext db, Outbox outbox, AuditTrail audit, TimeProvider clock)
{
    public async Task<(Job? Job, ProblemHttpResult? Problem)> RunAsync(
        JobKind kind, BulkRequest request, Guid userId, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var chosen = await LockAsync(request, ct);
        if (Missing(request, chosen) is { } missing) return (null, missing);

        // Restarting everything is not starting what a person has stopped.
        if (kind == JobKind.BulkRestart && request.StrategyIds is null)
        {
            chosen.RemoveAll(strategy => strategy.DesiredState != DesiredState.Running);
        }

        var now = clock.GetUtcNow();
        foreach (var strategy in chosen)
        {
            Change(kind, strategy);
            strategy.Revision++;
            strategy.UpdatedAt = now;
            outbox.Add(db, strategy.ToCommand());
            audit.Add(db, AuditActions.StrategyAsked(kind), strategy.AsTarget());
        }

        var tasks = chosen.Select(strategy => new JobTask(strategy.Id, strategy.Revision));
        var job = Job.Of(kind, tasks, userId, now);
        db.Jobs.Add(job);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return (job, null);
    }

    // In the order of their numbers: two of these at once wait for each other, and do not lock each other out.
    private Task<List<Strategy>> LockAsync(BulkRequest request, CancellationToken ct)
    {
        var (ids, tags) = (request.StrategyIds?.ToArray(), request.Tags?.ToArray());
        return db.Strategies.FromSql($"""
            select * from strategies where deleted_at is null
                and ({ids}::integer[] is null or id = any({ids}::integer[]))
                and ({tags}::text[] is null or tags && {tags}::text[])
            order by id for update
            """).ToListAsync(ct);
    }

    private static ProblemHttpResult? Missing(BulkRequest request, List<Strategy> found)
    {
        if (request.Tags is not null && found.Count == 0)
        {
            return StrategyProblems.Invalid("tags", "No strategy has one of these tags.");
        }

        var missing = (request.StrategyIds ?? []).Except(found.Select(strategy => strategy.Id)).ToArray();
        return missing.Length == 0 ? null : StrategyProblems.NotFound(missing);
    }

    private static void Change(JobKind kind, Strategy strategy)
    {
        switch (kind)
        {
            case JobKind.BulkStop:
                strategy.Stop();
                break;
            case JobKind.BulkStart:
                strategy.Start();
                break;
            default:
                strategy.Restart();
                break;
        }
    }
}

using System.Security.Claims;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Answer to an action whose progress the strategy's own state shows, and the job.</summary>
internal sealed record ActionAccepted(string Status, int StrategyId, string Message, Guid JobId);

/// <summary>start, stop, restart: what a person asks for; the supervisor makes it so.</summary>
internal static class StrategyActions
{
    public static void MapStrategyActions(this RouteGroupBuilder group)
    {
        group.MapPost("/{id:int}/start", StartAsync).RequireAuthorization(Policies.Operator).WithName("StartStrategy");
        group.MapPost("/{id:int}/stop", StopAsync).RequireAuthorization(Policies.Operator).WithName("StopStrategy");
        group.MapPost("/{id:int}/restart", RestartAsync).RequireAuthorization(Policies.Operator)
            .WithName("RestartStrategy");
    }

    private static Task<Results<Accepted<ActionAccepted>, ProblemHttpResult>> StartAsync(
        int id, ClaimsPrincipal caller, ApiDbContext db, Outbox outbox, AuditTrail audit, TimeProvider clock,
        CancellationToken ct) =>
        AskAsync(id, JobKind.Start, strategy => strategy.Start(), caller, db, outbox, audit, clock, ct);

    private static Task<Results<Accepted<ActionAccepted>, ProblemHttpResult>> StopAsync(
        int id, ClaimsPrincipal caller, ApiDbContext db, Outbox outbox, AuditTrail audit, TimeProvider clock,
        CancellationToken ct) =>
        AskAsync(id, JobKind.Stop, strategy => strategy.Stop(), caller, db, outbox, audit, clock, ct);

    private static Task<Results<Accepted<ActionAccepted>, ProblemHttpResult>> RestartAsync(
        int id, ClaimsPrincipal caller, ApiDbContext db, Outbox outbox, AuditTrail audit, TimeProvider clock,
        CancellationToken ct) =>
        AskAsync(id, JobKind.Restart, strategy => strategy.Restart(), caller, db, outbox, audit, clock, ct);

    private static async Task<Results<Accepted<ActionAccepted>, ProblemHttpResult>> AskAsync(
        int id, JobKind kind, Action<Strategy> change, ClaimsPrincipal caller, ApiDbContext db, Outbox outbox,
        AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var strategy = await db.LockStrategyAsync(id, ct);
        if (strategy is null) return StrategyProblems.NotFound(id);

        change(strategy);
        strategy.Revision++;
        strategy.UpdatedAt = clock.GetUtcNow();
        outbox.Add(db, strategy.ToCommand());
        audit.Add(db, AuditActions.StrategyAsked(kind.ToString().ToLowerInvariant()), strategy.AsTarget());
        var job = Job.Of(kind, [new(id, strategy.Revision)], caller.UserId(), strategy.UpdatedAt);
        db.Jobs.Add(job);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Accepted(
            $"/api/v1/strategies/{id}",
            new ActionAccepted(
                "accepted", id,
                $"Strategy {id}: {kind.ToString().ToLowerInvariant()} accepted, its state shows the progress.",
                job.Id));
    }
}

using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.FreqTrade;
using BtcWatcher.Services.Api.Strategies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Jobs;

/// <summary>GET /api/v1/jobs/{id}: how far a long action has come.</summary>
internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/jobs/{id:guid}", ReadAsync).WithTags("Jobs").WithName("ReadJob")
            .RequireAuthorization(Policies.Viewer);

    private static async Task<Results<Ok<JobView>, ProblemHttpResult>> ReadAsync(
        Guid id, ApiDbContext db, StrategyStates states, UpgradeJobs upgrades, TimeProvider clock,
        CancellationToken ct)
    {
        if (await db.Jobs.FindAsync([id], ct) is not { } job) return await UpgradeAsync(id, upgrades, ct);
        if (job.Result is { } kept)
        {
            var result = JsonSerializer.Deserialize<JobResult>(kept, MessageJson.Options)!;
            return TypedResults.Ok(JobRule.View(job, result));
        }

        var view = JobRule.View(job, await ResultAsync(db, job, states, ct));
        if (view.State == JobState.Running) return TypedResults.Ok(view);

        // What becomes of the strategies later is not this job's any more.
        job.FinishedAt = clock.GetUtcNow();
        job.Result = JsonSerializer.Serialize(view.Result, MessageJson.Options);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(view with { FinishedAt = job.FinishedAt });
    }

    private static async Task<Results<Ok<JobView>, ProblemHttpResult>> UpgradeAsync(
        Guid id, UpgradeJobs upgrades, CancellationToken ct)
    {
        try
        {
            return await upgrades.FindAsync(id, ct) is { } job ? TypedResults.Ok(job) : NotFound(id);
        }
        catch (Exception fault) when (
            (fault is InvalidOperationException || TransientFaults.Is(fault)) && !ct.IsCancellationRequested)
        {
            return StrategyProblems.Unavailable(Neighbours.Supervisor);
        }
    }

    private static async Task<JobResult> ResultAsync(
        ApiDbContext db, Job job, StrategyStates states, CancellationToken ct)
    {
        var tasks = job.Tasks();
        var ids = tasks.Select(task => task.StrategyId).ToList();
        var strategies = await db.Strategies.AsNoTracking().Where(row => ids.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, ct);
        return JobRule.Sum([.. tasks.Select(task => JobRule.Of(
            job.Kind, task, strategies.GetValueOrDefault(task.StrategyId),
            states.SupervisorSilent ? null : states.Find(task.StrategyId)))]);
    }

    private static ProblemHttpResult NotFound(Guid id) => Problems.Of(
        StatusCodes.Status404NotFound, "jobs:not_found", "No such job",
        $"There is no job {id}. Jobs are kept for 30 days; the strategies' own states show where they are now.");
}

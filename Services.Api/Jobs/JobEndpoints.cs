using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.Services.Api.FreqTrade;
using BtcWatcher.Services.Api.Strategies;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Jobs;

/// <summary>GET /api/v1/jobs/{id}: how far a long action has come.</summary>
internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/jobs/{id:guid}", ReadAsync).WithTags("Jobs").WithName("ReadJob")
            .RequireAuthorization(Policies.Viewer);

    private static async Task<Results<Ok<JobView>, ProblemHttpResult>> ReadAsync(
        Guid id, JobReader jobs, UpgradeJobs upgrades, CancellationToken ct) =>
        await jobs.FindAsync(id, ct) is { } job ? TypedResults.Ok(job) : await UpgradeAsync(id, upgrades, ct);

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

    private static ProblemHttpResult NotFound(Guid id) => Problems.Of(
        StatusCodes.Status404NotFound, "jobs:not_found", "No such job",
        $"There is no job {id}. Jobs are kept for 30 days; the strategies' own states show where they are now.");
}

using System.Security.Claims;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Services.Api.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Which strategies: exactly one of the three.</summary>
internal sealed record BulkRequest
{
    public IReadOnlyList<int>? StrategyIds { get; init; }
    public bool? All { get; init; }

    /// <summary>Those that have at least one of them.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
}

/// <summary>Answer to an action whose progress a job shows.</summary>
internal sealed record BulkAccepted(string Status, Guid JobId, int Strategies, string Message);

/// <summary>start, stop, restart of many: all of them are asked in one transaction, or none.</summary>
internal static class StrategyBulk
{
    public static void MapStrategyBulk(this RouteGroupBuilder group)
    {
        var bulk = group.MapGroup("/bulk").RequireAuthorization(Policies.Operator);
        bulk.MapPost("/start", StartAsync).WithName("StartStrategies");
        bulk.MapPost("/stop", StopAsync).WithName("StopStrategies");
        bulk.MapPost("/restart", RestartAsync).WithName("RestartStrategies");
    }

    private static Task<Results<Accepted<BulkAccepted>, ProblemHttpResult>> StartAsync(
        BulkRequest request, ClaimsPrincipal caller, BulkActions actions, CancellationToken ct) =>
        AskAsync(JobKind.BulkStart, request, caller, actions, ct);

    private static Task<Results<Accepted<BulkAccepted>, ProblemHttpResult>> StopAsync(
        BulkRequest request, ClaimsPrincipal caller, BulkActions actions, CancellationToken ct) =>
        AskAsync(JobKind.BulkStop, request, caller, actions, ct);

    private static Task<Results<Accepted<BulkAccepted>, ProblemHttpResult>> RestartAsync(
        BulkRequest request, ClaimsPrincipal caller, BulkActions actions, CancellationToken ct) =>
        AskAsync(JobKind.BulkRestart, request, caller, actions, ct);

    private static async Task<Results<Accepted<BulkAccepted>, ProblemHttpResult>> AskAsync(
        JobKind kind, BulkRequest request, ClaimsPrincipal caller, BulkActions actions, CancellationToken ct)
    {
        if (Error(request) is { } error) return StrategyProblems.Invalid(error.Field, error.WhatToDo);
        var (job, problem) = await actions.RunAsync(kind, request, caller.UserId(), ct);
        if (job is null) return problem!;

        var count = job.Tasks().Count;
        return TypedResults.Accepted($"/api/v1/jobs/{job.Id}", new BulkAccepted(
            "accepted", job.Id, count, $"{count} strategies asked; /api/v1/jobs/{job.Id} shows the progress."));
    }

    private static (string Field, string WhatToDo)? Error(BulkRequest request)
    {
        object?[] choices = [request.StrategyIds, request.All, request.Tags];
        if (choices.Count(choice => choice is not null) != 1)
        {
            return ("body", "Send exactly one of strategy_ids, all and tags.");
        }

        if (request.All == false) return ("all", "Send true, or name the strategies with strategy_ids or tags.");
        if (request.StrategyIds is { } ids && ids.Count is 0 or > Strategy.MaxStrategies)
        {
            return ("strategy_ids", $"Name 1 to {Strategy.MaxStrategies} strategies.");
        }

        return request.Tags is { } tags && (tags.Count == 0 || !tags.All(IsTag))
            ? ("tags", "Name at least one tag, and no empty one.") : null;
    }

    private static bool IsTag(string? tag) => !string.IsNullOrEmpty(tag) && !tag.Any(char.IsControl);
}

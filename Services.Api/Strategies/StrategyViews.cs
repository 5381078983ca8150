using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>The original's routes that look into an instance or command it.</summary>
internal static class StrategyViews
{
    private const int MaxLogs = 1000;
    private static readonly string[] Commands = ["start", "stop", "reload_config"];

    public static void MapStrategyViews(this RouteGroupBuilder group)
    {
        group.MapGet("/overview", StrategyOverview.ReadAsync).WithName("StrategiesOverview");
        group.MapGet("/gateway/status", GatewayStatusAsync).WithName("GatewayStatus");
        group.MapGet("/{id:int}/logs", LogsAsync).WithName("StrategyLogs");
        group.MapGet("/{id:int}/status/detailed", DetailedAsync).WithName("StrategyDetailedStatus");
        group.MapPost("/{id:int}/commands/{command}", CommandAsync)
            .RequireAuthorization(Policies.Operator).WithName("CommandStrategy");
    }

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> GatewayStatusAsync(
        Neighbours neighbours, CancellationToken ct)
    {
        var health = neighbours.AskAsync(
            Neighbours.Gateway, HttpMethod.Get, "/api/gateway/health", null, ct);
        var status = await neighbours.AskAsync(
            Neighbours.Gateway, HttpMethod.Get, "/api/strategies/status", null, ct);
        if (await health is not { IsSuccess: true, Body: JsonObject gateway } || !status.IsSuccess)
        {
            return StrategyProblems.Unavailable(Neighbours.Gateway);
        }

        return TypedResults.Ok(new JsonObject
        {
            ["gateway"] = gateway,
            ["strategies"] = status.Body,
            ["summary"] = new JsonObject
            {
                ["total_strategies"] = gateway["total_strategies"]?.DeepClone(),
                ["healthy_strategies"] = gateway["healthy_strategies"]?.DeepClone(),
                ["health_percentage"] = gateway["health_score"]?.DeepClone(),
            },
        });
    }

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> LogsAsync(
        int id, ApiDbContext db, Neighbours neighbours, CancellationToken ct, int limit = 100)
    {
        if (limit is < 1 or > MaxLogs) return StrategyProblems.Invalid("limit", $"Use 1 to {MaxLogs}.");
        if (await db.FindStrategyAsync(id, ct) is null) return StrategyProblems.NotFound(id);

        var answer = await neighbours.AskAsync(
            Neighbours.Supervisor, HttpMethod.Get, $"/internal/instances/{id}/logs?limit={limit}", null, ct);
        if (!answer.IsSuccess && answer.Status != StatusCodes.Status404NotFound)
        {
            return StrategyProblems.Unavailable(Neighbours.Supervisor);
        }

        // The supervisor does not know a strategy that was never started: it has no lines yet.
        var body = answer.IsSuccess ? answer.Body : null;
        var lines = body is JsonObject named ? named["logs"]?.DeepClone() : body;
        return TypedResults.Ok(new JsonObject
        {
            ["strategy_id"] = id,
            ["logs"] = lines ?? new JsonArray(),
            ["limit"] = limit,
        });
    }

    private static async Task<Results<Ok<DetailedStatus>, ProblemHttpResult>> DetailedAsync(
        int id, HttpRequest request, ApiDbContext db, StrategyDefinitions definitions, StrategyView view,
        StrategyStates states, Neighbours neighbours, CancellationToken ct)
    {
        if (await db.FindStrategyAsync(id, ct) is not { } strategy) return StrategyProblems.NotFound(id);
        var known = await definitions.CurrentAsync(db, [strategy], ct);
        var answer = await neighbours.AskAsync(
            Neighbours.Gateway, HttpMethod.Get, $"/api/strategy/{id}/status",
            request.Headers.Authorization, ct);
        return TypedResults.Ok(new DetailedStatus(
            id, view.Item(strategy, known[id]), states.Find(id), answer.IsSuccess ? answer.Body : null));
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> CommandAsync(
        int id, string command, HttpRequest request, ApiDbContext db, Neighbours neighbours,
        CancellationToken ct)
    {
        if (!Commands.Contains(command)) return StrategyProblems.UnknownCommand(command);
        if (await db.FindStrategyAsync(id, ct) is null) return StrategyProblems.NotFound(id);

        var answer = await neighbours.AskAsync(
            Neighbours.Gateway, HttpMethod.Post, $"/api/strategy/{id}/api/v1/{command}",
            request.Headers.Authorization, ct);
        if (answer.Status is not { } status) return StrategyProblems.Unavailable(Neighbours.Gateway);
        return TypedResults.Content(answer.Text, answer.ContentType ?? "application/json", statusCode: status);
    }
}

/// <summary>
/// What is known of a strategy here, of its instance at the supervisor, and its open trades when it answers.
/// </summary>
internal sealed record DetailedStatus(
    int StrategyId, StrategyItem BasicStatus, InstanceView? Instance, JsonNode? DetailedData);

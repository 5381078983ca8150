using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>The original's routes that look into an instance or command it.</summary>
internal static class StrategyViews
{
    public static void MapStrategyViews(this RouteGroupBuilder group)
    {
        group.MapGet("/overview", StrategyOverview.ReadAsync).WithName("StrategiesOverview");
        group.MapGet("/gateway/status", GatewayStatusAsync).WithName("GatewayStatus");
        group.MapGet("/{id:int}/status/detailed", StrategyStatus.ReadAsync).WithName("StrategyDetailedStatus");
        group.MapStrategyLogs();
        group.MapStrategyCommands();
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
}

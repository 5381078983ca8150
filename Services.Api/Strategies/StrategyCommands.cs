using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Commands to a running instance. They go through the gateway, which knows who may give which.</summary>
internal static class StrategyCommands
{
    // Longer than the gateway itself waits for the slowest of them.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(65);

    public static void MapStrategyCommands(this RouteGroupBuilder group) =>
        group.MapPost("/{id:int}/commands/{command}", CommandAsync)
            .RequireAuthorization(Policies.Operator).WithName("CommandStrategy")
            .Accepts<JsonObject>(isOptional: true, "application/json");

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> CommandAsync(
        int id, string command, HttpRequest request, ApiDbContext db, Neighbours neighbours, AuditTrail audit,
        CancellationToken ct)
    {
        if (!CommandRules.Exists(command)) return StrategyProblems.UnknownCommand(command, CommandRules.Names);
        var (body, errors) = CommandRules.Check(command, await ReadAsync(request, ct));
        if (body is null) return StrategyProblems.InvalidCommand(command, errors);
        if (await db.FindStrategyAsync(id, ct) is null) return StrategyProblems.NotFound(id);

        var answer = await neighbours.AskAsync(
            Neighbours.Gateway, HttpMethod.Post, $"/api/strategy/{id}/api/v1/{command}",
            request.Headers.Authorization, ct, body.Count == 0 ? null : body, Patience);
        if (answer.IsSuccess)
        {
            audit.Add(db, AuditActions.StrategyCommanded, new("strategy", $"{id}"), after: new { command });
            await db.SaveChangesAsync(ct);
            return TypedResults.Content(
                answer.Text, answer.ContentType ?? "application/json", statusCode: answer.Status);
        }

        return answer.Status switch
        {
            null when answer.IsLate => StrategyProblems.CommandUnanswered(command, Patience),
            null => StrategyProblems.Unavailable(Neighbours.Gateway),
            // FreqTrade's own word for "that cannot be done".
            StatusCodes.Status502BadGateway => StrategyProblems.CommandRefused(command, answer.Reason),
            StatusCodes.Status404NotFound => StrategyProblems.NotRunning(StatusCodes.Status409Conflict, answer.Reason),
            StatusCodes.Status503ServiceUnavailable =>
                StrategyProblems.NotRunning(StatusCodes.Status503ServiceUnavailable, answer.Reason),
            StatusCodes.Status504GatewayTimeout => StrategyProblems.CommandUnanswered(command, answer.Reason),
            { } status => StrategyProblems.CommandFailed(status, command, answer.Reason),
        };
    }

    /// <returns>Undefined for no body; a text for one that is no JSON.</returns>
    private static async Task<JsonElement> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(ct);
        if (string.IsNullOrWhiteSpace(text)) return default;
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement("malformed");
        }
    }
}

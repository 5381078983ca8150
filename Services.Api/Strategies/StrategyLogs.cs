using System.Text.Json.Nodes;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>A strategy's log: its newest records, as it grows, as a whole; and the history of its states.</summary>
internal static class StrategyLogs
{
    public static void MapStrategyLogs(this RouteGroupBuilder group)
    {
        group.MapGet("/{id:int}/logs", ReadAsync).WithName("StrategyLogs");
        group.MapGet("/{id:int}/logs/stream", StreamAsync).WithName("StreamStrategyLogs");
        group.MapGet("/{id:int}/logs/download", DownloadAsync).WithName("DownloadStrategyLogs");
        group.MapGet("/{id:int}/history", HistoryAsync).WithName("StrategyHistory");
    }

    private static async Task<Results<Ok<JsonObject>, ContentHttpResult, ProblemHttpResult>> ReadAsync(
        int id, ApiDbContext db, Neighbours neighbours, CancellationToken ct, int limit = 100, string? level = null,
        string? search = null, string? source = null)
    {
        if (await db.FindStrategyAsync(id, ct) is null) return StrategyProblems.NotFound(id);
        var answer = await neighbours.AskAsync(
            Neighbours.Supervisor, HttpMethod.Get,
            $"/internal/instances/{id}/logs" + Query(limit, level, search, source), null, ct);
        if (answer.Status == StatusCodes.Status400BadRequest) return Pass(answer);
        // The supervisor does not know a strategy that was never started: it has no lines yet.
        if (!answer.IsSuccess && answer.Status != StatusCodes.Status404NotFound)
        {
            return StrategyProblems.Unavailable(Neighbours.Supervisor);
        }

        var body = answer.IsSuccess ? answer.Body as JsonObject : null;
        return TypedResults.Ok(new JsonObject
        {
            ["strategy_id"] = id,
            ["logs"] = body?["logs"]?.DeepClone() ?? new JsonArray(),
            ["limit"] = limit,
            ["source"] = body?["source"]?.DeepClone(),
            ["complete"] = body?["complete"]?.DeepClone() ?? true,
        });
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> StreamAsync(
        int id, HttpContext context, ApiDbContext db, SupervisorStreams streams, CancellationToken ct, int limit = 50,
        string? level = null, string? search = null, string? source = null)
    {
        if (await db.FindStrategyAsync(id, ct) is null) return StrategyProblems.NotFound(id);
        var path = $"/internal/instances/{id}/logs/stream" + Query(limit, level, search, source);
        return await streams.CopyAsync(context, path) ? TypedResults.Empty
            : StrategyProblems.Unavailable(Neighbours.Supervisor);
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> DownloadAsync(
        int id, HttpContext context, ApiDbContext db, SupervisorStreams streams, CancellationToken ct,
        string? source = null)
    {
        if (await db.FindStrategyAsync(id, ct) is null) return StrategyProblems.NotFound(id);
        var path = $"/internal/instances/{id}/logs/download" + Query(null, null, null, source);
        return await streams.CopyAsync(context, path) ? TypedResults.Empty
            : StrategyProblems.Unavailable(Neighbours.Supervisor);
    }

    private static async Task<Results<Ok<JsonObject>, ContentHttpResult, ProblemHttpResult>> HistoryAsync(
        int id, ApiDbContext db, Neighbours neighbours, CancellationToken ct, int limit = 50)
    {
        if (await db.FindStrategyAsync(id, ct) is null) return StrategyProblems.NotFound(id);
        var answer = await neighbours.AskAsync(
            Neighbours.Supervisor, HttpMethod.Get, $"/internal/instances/{id}/history" + Query(limit, null, null, null),
            null, ct);
        if (answer.Status == StatusCodes.Status400BadRequest) return Pass(answer);
        if (answer is { IsSuccess: true, Body: JsonObject history }) return TypedResults.Ok(history);
        return answer.Status == StatusCodes.Status404NotFound
            ? TypedResults.Ok(new JsonObject { ["strategy_id"] = id, ["changes"] = new JsonArray() })
            : StrategyProblems.Unavailable(Neighbours.Supervisor);
    }

    private static ContentHttpResult Pass(NeighbourAnswer answer) =>
        TypedResults.Content(answer.Text, answer.ContentType, statusCode: answer.Status);

    private static QueryString Query(int? limit, string? level, string? search, string? source) => QueryString.Create(
        new Dictionary<string, string?>
        {
            ["limit"] = limit?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["level"] = level, ["search"] = search, ["source"] = source,
        }.Where(value => value.Value is not null));
}

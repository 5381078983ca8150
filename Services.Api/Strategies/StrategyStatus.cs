using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Everything that can be asked about one strategy at this moment.</summary>
/// <param name="StrategyId">Its number.</param>
/// <param name="BasicStatus">What is known here.</param>
/// <param name="Instance">What the supervisor last said.</param>
/// <param name="Process">Its process: pid, port, memory, processor time, threads; {"error"} when nobody tells.</param>
/// <param name="LastFailure">The newest failure of the history, with the last log lines; null without one.</param>
/// <param name="DetailedData">
/// FreqTrade's own status, profit, trades, balance and logs; {"error": "..."} for a part that did not come.
/// </param>
internal sealed record DetailedStatus(
    int StrategyId, StrategyItem BasicStatus, InstanceView? Instance, JsonNode? Process, JsonNode? LastFailure,
    JsonObject DetailedData);

/// <summary>Asks the process and the parts of FreqTrade's status side by side.</summary>
internal static class StrategyStatus
{
    /// <summary>For each part; all are asked at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly (string Name, string Path)[] Parts =
    [
        ("status", "status"), ("profit", "profit"), ("trades", "trades?limit=50"), ("balance", "balance"),
        ("logs", "logs?limit=50"),
    ];

    public static async Task<Results<Ok<DetailedStatus>, ProblemHttpResult>> ReadAsync(
        int id, HttpRequest request, ApiDbContext db, StrategyDefinitions definitions, StrategyView view,
        StrategyStates states, Neighbours neighbours, CancellationToken ct)
    {
        if (await db.FindStrategyAsync(id, ct) is not { } strategy) return StrategyProblems.NotFound(id);
        var known = await definitions.CurrentAsync(db, [strategy], ct);
        var process = AskAsync(neighbours, Neighbours.Supervisor, $"/internal/instances/{id}/process", null, ct);
        var history = neighbours.AskAsync(
            Neighbours.Supervisor, HttpMethod.Get, $"/internal/instances/{id}/history?limit=100", null, ct);
        var parts = Parts.Select(part => AskAsync(
            neighbours, Neighbours.Gateway, $"/api/strategy/{id}/api/v1/{part.Path}", request.Headers.Authorization,
            ct)).ToArray();
        await Task.WhenAll([process, history, .. parts]);
        var data = new JsonObject();
        foreach (var (part, answer) in Parts.Zip(parts)) data[part.Name] = await answer;
        return TypedResults.Ok(new DetailedStatus(
            id, view.Item(strategy, known[id]), states.Find(id), await process, LastFailure(await history), data));
    }

    private static async Task<JsonNode?> AskAsync(
        Neighbours neighbours, string service, string path, string? authorization, CancellationToken ct)
    {
        var answer = await neighbours.AskAsync(service, HttpMethod.Get, path, authorization, ct, patience: Patience);
        if (answer is { IsSuccess: true, Body: not null }) return answer.Body;
        return new JsonObject
        {
            ["error"] = answer.IsLate ? $"no answer within {Patience.TotalSeconds:0} s"
                : answer.Status is null ? $"the service {service} does not answer" : answer.Reason,
        };
    }

    private static JsonNode? LastFailure(NeighbourAnswer history) =>
        (history.Body as JsonObject)?["changes"]?.AsArray().FirstOrDefault(change =>
            (string?)change?["state"] is "backing_off" or "gave_up")?.DeepClone();
}

using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies.Scanning;

/// <summary>POST /preflight for a body that is not saved, POST /{id}/preflight for a version that is.</summary>
internal static class PreflightEndpoints
{
    public static void MapPreflight(this RouteGroupBuilder group)
    {
        // FreqTrade imports the code to judge it, so it runs: not for those who may only look.
        group.MapPost("/preflight", BodyAsync).RequireAuthorization(Policies.Operator).WithName("PreflightBody")
            .Accepts<StrategyRequest>("application/json");
        group.MapPost("/{id:int}/preflight", StoredAsync).RequireAuthorization(Policies.Operator)
            .WithName("PreflightStrategy");
    }

    private static async Task<Results<Ok<PreflightResult>, ProblemHttpResult>> BodyAsync(
        HttpRequest http, Preflight preflight, CancellationToken ct)
    {
        var (body, malformed) = await StrategyBody.ReadAsync(http, ct);
        if (body is null) return malformed!;
        var (result, problem) = await preflight.JudgeAsync(body.Request, ct);
        return result is null ? problem! : TypedResults.Ok(result);
    }

    private static async Task<Results<Ok<PreflightResult>, ProblemHttpResult>> StoredAsync(
        int id, ApiDbContext db, Preflight preflight, CancellationToken ct, int? version = null)
    {
        if (await db.FindStrategyAsync(id, ct) is not { } strategy) return StrategyProblems.NotFound(id);
        var number = version ?? strategy.CurrentVersion;
        if (await StrategyDefinitions.FullAsync(db, id, number, ct) is not { } definition)
        {
            return StrategyProblems.NoVersion(id, number, strategy.CurrentVersion);
        }

        var (result, problem) = await preflight.JudgeAsync(definition, ct);
        return result is null ? problem! : TypedResults.Ok(result);
    }
}

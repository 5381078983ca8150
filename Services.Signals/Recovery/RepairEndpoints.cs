using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Signals.Recovery;

/// <summary>For the supervisor, which asks before it removes what a strategy's instance has left.</summary>
internal static class RepairEndpoints
{
    public static void MapRepair(this IEndpointRouteBuilder routes) => routes
        .MapPost("/internal/strategies/{strategyId:int}/repair", RepairAsync)
        .RequireAuthorization(Policies.Service).ExcludeFromDescription();

    private static async Task<Results<NoContent, ProblemHttpResult>> RepairAsync(
        int strategyId, GapRepair repair, CancellationToken ct)
    {
        try
        {
            return await repair.RepairNowAsync(strategyId, ct) ? TypedResults.NoContent() : Open(
                "Its instance could not be read completely.");
        }
        catch (HttpRequestException fault)
        {
            return Open(fault.Message);
        }
    }

    private static ProblemHttpResult Open(string why) => Problems.Of(
        StatusCodes.Status503ServiceUnavailable, "signals:gap_open", "Signals may be missing",
        $"{why} It is tried again; ask again later.");
}

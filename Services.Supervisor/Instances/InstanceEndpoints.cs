using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Instances;

internal static class InstanceEndpoints
{
    public static void MapInstances(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/internal/instances").RequireAuthorization(Policies.Service).WithTags("Instances");
        group.MapGet("/", List).WithName("ListInstances");
        group.MapGet("/{strategyId:int}", Get).WithName("GetInstance");
        group.MapDatabaseIntake();
        group.MapGet("/{strategyId:int}/process", Process).WithName("GetInstanceProcess");
        group.MapGet("/{strategyId:int}/history", HistoryAsync).WithName("GetInstanceHistory");
    }

    private static Ok<InstanceView[]> List(
        FleetState state, IOptions<InstallationOptions> installation, TimeProvider clock) =>
        TypedResults.Ok(state.Keepers.Select(keeper => keeper.View(installation.Value.Simulated, clock.GetUtcNow()))
            .OrderBy(view => view.StrategyId).ToArray());

    private static Results<Ok<InstanceView>, ProblemHttpResult> Get(
        int strategyId, FleetState state, IOptions<InstallationOptions> installation, TimeProvider clock) =>
        state.Find(strategyId) is { } keeper
            ? TypedResults.Ok(keeper.View(installation.Value.Simulated, clock.GetUtcNow()))
            : InstanceProblems.NotFound(strategyId);

    private static Results<Ok<InstanceProcess>, ProblemHttpResult> Process(
        int strategyId, FleetState state, TimeProvider clock) =>
        state.Find(strategyId) is { } keeper
            ? TypedResults.Ok(InstanceProcess.Of(keeper, clock.GetUtcNow()))
            : InstanceProblems.NotFound(strategyId);

    private static async Task<Results<Ok<InstanceHistory>, ProblemHttpResult>> HistoryAsync(
        int strategyId, FleetState state, SupervisorDbContext db, CancellationToken ct, int limit = 50)
    {
        if (limit is < 1 or > StateChange.Kept)
        {
            return Problems.Of(
                400, "instances:limit", "Bad limit", $"limit must be between 1 and {StateChange.Kept}.");
        }

        if (state.Find(strategyId) is null) return InstanceProblems.NotFound(strategyId);
        var rows = await db.History.AsNoTracking().Where(row => row.StrategyId == strategyId)
            .OrderByDescending(row => row.Number).Take(limit).ToListAsync(ct);
        return TypedResults.Ok(new InstanceHistory(strategyId, rows.ConvertAll(HistoryItem.Of)));
    }
}

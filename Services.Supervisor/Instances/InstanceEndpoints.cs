using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.FreqTradeConfig;
using BtcWatcher.Services.Supervisor.Lifecycle;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Instances;

internal static class InstanceEndpoints
{
    private const int MostLines = 5000;

    public static void MapInstances(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/internal/instances").RequireAuthorization(Policies.Service).WithTags("Instances");
        group.MapGet("/", List).WithName("ListInstances");
        group.MapGet("/{strategyId:int}", Get).WithName("GetInstance");
        group.MapGet("/{strategyId:int}/logs", Logs).WithName("GetInstanceLogs");
    }

    private static Ok<InstanceView[]> List(
        FleetState state, IOptions<InstallationOptions> installation, TimeProvider clock) =>
        TypedResults.Ok(state.Keepers.Select(keeper => keeper.View(installation.Value.Simulated, clock.GetUtcNow()))
            .OrderBy(view => view.StrategyId).ToArray());

    private static Results<Ok<InstanceView>, ProblemHttpResult> Get(
        int strategyId, FleetState state, IOptions<InstallationOptions> installation, TimeProvider clock) =>
        state.Find(strategyId) is { } keeper
            ? TypedResults.Ok(keeper.View(installation.Value.Simulated, clock.GetUtcNow()))
            : NotFound(strategyId);

    private static Results<Ok<InstanceLog>, ProblemHttpResult> Logs(
        int strategyId, FleetState state, InstanceFolders folders, ConfigWriter configs, int limit = 100)
    {
        if (limit is < 1 or > MostLines)
        {
            return Problems.Of(400, "instances:limit", "Bad limit", $"limit must be between 1 and {MostLines}.");
        }

        if (state.Find(strategyId) is not { } keeper) return NotFound(strategyId);

        // FreqTrade's own file is not wrapped; what fails before it is opened is in the output only.
        var folder = folders.Of(strategyId);
        var lines = LogTail.Lines(folder, folder.LogFile, limit);
        if (lines.Count == 0) lines = LogTail.Lines(folder, folder.Output, limit);
        var mask = configs.MaskOf(keeper.Instance);
        return TypedResults.Ok(new InstanceLog(strategyId, keeper.Instance.Generation, [.. lines.Select(mask.Apply)]));
    }

    private static ProblemHttpResult NotFound(int strategyId) => Problems.Of(
        404, "instances:not_found", "No such instance",
        $"Nothing was ever asked of strategy {strategyId}; start it first.");
}

/// <summary>The last lines of an instance's log, the oldest first, secrets masked.</summary>
internal sealed record InstanceLog(int StrategyId, long Generation, IReadOnlyList<string> Logs);

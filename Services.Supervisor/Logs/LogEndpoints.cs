using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.FreqTradeConfig;
using BtcWatcher.Services.Supervisor.Instances;
using BtcWatcher.Services.Supervisor.Lifecycle;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Supervisor.Logs;

/// <summary>The newest records of an instance's log, the oldest first, secrets masked.</summary>
/// <param name="StrategyId">Whose log.</param>
/// <param name="Generation">Of the instance.</param>
/// <param name="Source">Which file they come from.</param>
/// <param name="Complete">False when there may be more before them.</param>
/// <param name="Logs">Records; the lines of a traceback are part of theirs.</param>
internal sealed record InstanceLog(
    int StrategyId, long Generation, LogSource Source, bool Complete, IReadOnlyList<string> Logs);

internal static class LogEndpoints
{
    public static void MapLogs(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/internal/instances/{strategyId:int}/logs")
            .RequireAuthorization(Policies.Service).WithTags("Logs");
        group.MapGet("/", Read).WithName("GetInstanceLogs");
        group.MapGet("/stream", StreamAsync).WithName("StreamInstanceLogs");
        group.MapGet("/download", DownloadAsync).WithName("DownloadInstanceLogs");
    }

    private static Results<Ok<InstanceLog>, ProblemHttpResult> Read(
        int strategyId, FleetState state, InstanceFolders folders, ConfigWriter configs, int limit = 100,
        string? level = null, string? search = null, string? source = null)
    {
        var (query, problem) = LogQuery.Read(limit, level, search, source);
        if (query is null) return problem!;
        if (state.Find(strategyId) is not { } keeper) return InstanceProblems.NotFound(strategyId);

        var folder = folders.Of(strategyId);
        var from = query.Source ?? LogParts.Usual(folder, keeper.Instance.StartedAt);
        var page = LogReader.Read(folder, LogParts.Of(folder, from), query, configs.MaskOf(keeper.Instance));
        return TypedResults.Ok(new InstanceLog(
            strategyId, keeper.Instance.Generation, from, page.Complete,
            [.. page.Entries.Select(entry => entry.Text)]));
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> StreamAsync(
        int strategyId, HttpContext context, FleetState state, InstanceFolders folders, ConfigWriter configs,
        LogStreams streams, IHostApplicationLifetime lifetime, int limit = 50, string? level = null,
        string? search = null, string? source = null)
    {
        var (query, problem) = LogQuery.Read(limit, level, search, source);
        if (query is null) return problem!;
        if (state.Find(strategyId) is not { } keeper) return InstanceProblems.NotFound(strategyId);
        if (!streams.TryEnter()) return TooMany();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            var folder = folders.Of(strategyId);
            var from = query.Source ?? LogParts.Usual(folder, keeper.Instance.StartedAt);
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            await streams.SendAsync(
                context.Response.Body, folder, from, query, configs.MaskOf(keeper.Instance), either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The reader has gone, or the service ends.
        }
        finally
        {
            streams.Leave();
        }

        return TypedResults.Empty;
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> DownloadAsync(
        int strategyId, HttpContext context, FleetState state, InstanceFolders folders, ConfigWriter configs,
        string? source = null)
    {
        var (query, problem) = LogQuery.Read(1, null, null, source);
        if (query is null) return problem!;
        if (state.Find(strategyId) is not { } keeper) return InstanceProblems.NotFound(strategyId);

        var from = query.Source ?? LogSource.Freqtrade;
        using var download = new LogDownload(folders.Of(strategyId), from);
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition =
            $"attachment; filename=strategy-{strategyId}-{from.ToString().ToLowerInvariant()}.log";
        await download.WriteAsync(context.Response.Body, configs.MaskOf(keeper.Instance), context.RequestAborted);
        return TypedResults.Empty;
    }

    private static ProblemHttpResult TooMany() => Problems.Of(
        503, "instances:log_streams", "Too many logs are followed at once",
        $"{LogStreams.Most} logs are being followed already. Close one, or read the log without following it.");
}

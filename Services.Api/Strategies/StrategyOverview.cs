using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>GET overview, with the original's fields; the states are the supervisor's.</summary>
internal sealed record Overview(
    OverviewSummary Summary, IReadOnlyList<OverviewStrategy> Strategies, OverviewGateway GatewayInfo);

internal sealed record OverviewSummary(
    int TotalStrategies, int RunningStrategies, int HealthyStrategies, string GatewayStatus);

internal sealed record OverviewGateway(int? Port, int? RoutesCount, DateTimeOffset LastUpdate);

internal sealed record OverviewStrategy : StrategyItem
{
    [SetsRequiredMembers]
    public OverviewStrategy(StrategyItem item, InstanceView? seen)
        : base(item)
    {
        IsRunning = seen?.State is InstanceState.Running or InstanceState.Paused or InstanceState.Idle;
        RuntimeStatus = IsRunning ? (seen!.Responding ? Healthy : "unreachable") : item.State;
        UpstreamUrl = IsRunning && seen!.Port is { } port ? $"http://127.0.0.1:{port}" : null;
        LastCheck = seen?.ProbedAt;
    }

    public const string Healthy = "healthy";

    public int Id => StrategyId;
    public string RuntimeStatus { get; }
    public bool IsRunning { get; }
    public string? UpstreamUrl { get; }
    public DateTimeOffset? LastCheck { get; }
}

internal static class StrategyOverview
{
    public static async Task<Ok<Overview>> ReadAsync(
        ApiDbContext db, StrategyDefinitions definitions, StrategyView view, StrategyStates states,
        Neighbours neighbours, TimeProvider clock, CancellationToken ct)
    {
        var asked = neighbours.AskAsync(
            Neighbours.Gateway, HttpMethod.Get, "/api/gateway/health", null, ct);
        var rows = await db.Strategies.AsNoTracking().Where(row => row.DeletedAt == null)
            .OrderBy(row => row.Id).ToListAsync(ct);
        var known = await definitions.CurrentAsync(db, rows, ct);
        var strategies = rows.Where(row => known.ContainsKey(row.Id))
            .Select(row => new OverviewStrategy(
                view.Item(row, known[row.Id]), states.SupervisorSilent ? null : states.Find(row.Id))).ToList();
        var gateway = (await asked).Body as JsonObject;
        return TypedResults.Ok(new Overview(
            new(
                strategies.Count,
                strategies.Count(strategy => strategy.IsRunning),
                strategies.Count(strategy => strategy.RuntimeStatus == OverviewStrategy.Healthy),
                (string?)gateway?["status"] ?? "unreachable"),
            strategies,
            new((int?)gateway?["gateway_port"], (int?)gateway?["routes_loaded"], clock.GetUtcNow())));
    }
}

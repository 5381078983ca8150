using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Monitoring.Fleet;
using BtcWatcher.Services.Monitoring.Machine;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Monitoring.Capacity;

/// <summary>The original's fields.</summary>
internal sealed record SystemStatistics(
    int TotalStrategies, int MaxStrategies, int HealthyStrategies, double CapacityUtilization, string PortRange,
    double UptimeSeconds, string ArchitectureMode, bool CanStartMore);

/// <summary>Capacity with what stands behind it: the gateway, what waits, what limits, what to do.</summary>
internal sealed record DetailedCapacity(
    SystemCapacity Capacity, PortPool PortPool, GatewayHealth GatewayHealth, Starts? Starts, InstanceNeed? Need,
    IReadOnlyList<Limit> Limits, string? Refusal, IReadOnlyList<string> Warnings,
    IReadOnlyList<Recommendation> Recommendations, DateTimeOffset Timestamp);

internal static class CapacityEndpoints
{
    public static void MapCapacity(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/system").WithTags("Capacity").RequireAuthorization(Policies.Viewer);
        group.MapGet("/capacity", CapacityAsync).WithName("GetCapacity");
        group.MapGet("/capacity/detailed", DetailedAsync).WithName("GetDetailedCapacity");
        group.MapGet("/capacity/utilization-trend", TrendAsync).WithName("GetUtilizationTrend");
        group.MapGet("/port-pool", PortPoolAsync).WithName("GetPortPool");
        group.MapGet("/statistics", StatisticsAsync).WithName("GetSystemStatistics");
    }

    private static async Task<Results<Ok<SystemCapacity>, ProblemHttpResult>> CapacityAsync(
        CapacityView view, CancellationToken ct) =>
        await view.CurrentAsync(ct) is { } report ? TypedResults.Ok(report.Capacity) : CapacityView.Unknown();

    private static async Task<Results<Ok<PortPool>, ProblemHttpResult>> PortPoolAsync(
        CapacityView view, CancellationToken ct) =>
        await view.CurrentAsync(ct) is { } report ? TypedResults.Ok(report.PortPool) : CapacityView.Unknown();

    private static async Task<Results<Ok<DetailedCapacity>, ProblemHttpResult>> DetailedAsync(
        CapacityView view, GatewayClient gateway, TimeProvider clock, CancellationToken ct)
    {
        var asked = gateway.HealthAsync(ct);
        var known = await view.CurrentAsync(ct);
        var health = await asked;
        return known is { } report
            ? TypedResults.Ok(new DetailedCapacity(
                report.Capacity, report.PortPool, health, report.Starts, report.Need, report.Limits, report.Refusal,
                report.Warnings, CapacityAdvice.Of(report), clock.GetUtcNow()))
            : CapacityView.Unknown();
    }

    private static async Task<Results<Ok<UtilizationTrend>, ProblemHttpResult>> TrendAsync(
        CapacityView view, MonitoringDbContext db, IOptions<MonitoringOptions> options, TimeProvider clock,
        CancellationToken ct, int hours = 24)
    {
        var longest = (int)options.Value.TrendRetention.TotalHours;
        if (hours < 1 || hours > longest)
        {
            return Problems.Of(400, "system:hours", "Bad period", $"hours must be between 1 and {longest}.");
        }

        if (await view.CurrentAsync(ct) is not { } report) return CapacityView.Unknown();
        var since = clock.GetUtcNow().AddHours(-hours);
        var samples = await db.TrendSamples.AsNoTracking()
            .Where(sample => sample.At >= since && sample.RunningStrategies != null && sample.MaxStrategies > 0)
            .OrderBy(sample => sample.At)
            .Select(sample => new
            {
                sample.At, Running = sample.RunningStrategies!.Value, Most = sample.MaxStrategies!.Value,
            })
            .ToListAsync(ct);
        return TypedResults.Ok(UtilizationTrend.Of(
            hours, report.Capacity.UtilizationPercent,
            [.. samples.Select(one => new UtilizationPoint(one.At, Math.Round(100.0 * one.Running / one.Most, 2)))]));
    }

    private static async Task<Results<Ok<SystemStatistics>, ProblemHttpResult>> StatisticsAsync(
        CapacityView view, FleetView fleet, CancellationToken ct)
    {
        if (await view.CurrentAsync(ct) is not { } report || await fleet.CurrentAsync(ct) is not { } health)
        {
            return CapacityView.Unknown();
        }

        var capacity = report.Capacity;
        return TypedResults.Ok(new SystemStatistics(
            capacity.RunningStrategies, capacity.MaxStrategies, health.Healthy, capacity.UtilizationPercent,
            capacity.PortRange, MachineReader.Uptime().TotalSeconds, capacity.Architecture, capacity.CanStartMore));
    }
}

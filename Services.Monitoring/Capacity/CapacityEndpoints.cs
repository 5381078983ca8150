using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Monitoring.Fleet;
using BtcWatcher.Services.Monitoring.Machine;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Monitoring.Capacity;

/// <summary>The original's fields.</summary>
internal sealed record SystemStatistics(
    int TotalStrategies, int MaxStrategies, int HealthyStrategies, double CapacityUtilization, string PortRange,
    double UptimeSeconds, string ArchitectureMode, bool CanStartMore);

internal static class CapacityEndpoints
{
    public static void MapCapacity(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/system").WithTags("Capacity").RequireAuthorization(Policies.Viewer);
        group.MapGet("/capacity", CapacityAsync).WithName("GetCapacity");
        group.MapGet("/port-pool", PortPoolAsync).WithName("GetPortPool");
        group.MapGet("/statistics", StatisticsAsync).WithName("GetSystemStatistics");
    }

    private static async Task<Results<Ok<SystemCapacity>, ProblemHttpResult>> CapacityAsync(
        CapacityView capacity, CancellationToken ct) =>
        await capacity.CurrentAsync(ct) is { } pool ? TypedResults.Ok(SystemCapacity.Of(pool)) : CapacityView.Unknown();

    private static async Task<Results<Ok<PortPool>, ProblemHttpResult>> PortPoolAsync(
        CapacityView capacity, CancellationToken ct) =>
        await capacity.CurrentAsync(ct) is { } pool ? TypedResults.Ok(pool) : CapacityView.Unknown();

    private static async Task<Results<Ok<SystemStatistics>, ProblemHttpResult>> StatisticsAsync(
        CapacityView view, FleetView fleet, CancellationToken ct)
    {
        if (await view.CurrentAsync(ct) is not { } pool || await fleet.CurrentAsync(ct) is not { } health)
        {
            return CapacityView.Unknown();
        }

        var capacity = SystemCapacity.Of(pool);
        return TypedResults.Ok(new SystemStatistics(
            capacity.RunningStrategies, capacity.MaxStrategies, health.Healthy, capacity.UtilizationPercent,
            capacity.PortRange, MachineReader.Uptime().TotalSeconds, capacity.Architecture, capacity.CanStartMore));
    }
}

using System.Globalization;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Supervisor.Lifecycle;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Supervisor.Ports;

/// <summary>Port pool and capacity, in the words of the original design.</summary>
internal static class PortEndpoints
{
    public static void MapPorts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/internal").RequireAuthorization(Policies.Service).WithTags("Ports");
        group.MapGet("/ports", GetPorts).WithName("GetPortPool");
        group.MapGet("/capacity", GetCapacity).WithName("GetCapacity");
    }

    private static Ok<PortPoolView> GetPorts(PortPool pool, FleetState state) => TypedResults.Ok(new PortPoolView(
        PortPool.Size, pool.Available, PortPool.Size - pool.Available, Running(state), Range(pool), PortPool.Size));

    private static Ok<CapacityView> GetCapacity(PortPool pool, FleetState state)
    {
        var running = Running(state);
        return TypedResults.Ok(new CapacityView(
            PortPool.Size, running, pool.Available, Math.Round(running * 100.0 / PortPool.Size, 2), Range(pool),
            pool.Available > 0, "multi_instance_reverse_proxy"));
    }

    private static int Running(FleetState state) =>
        state.Keepers.Count(keeper => keeper.Instance is { Pid: not null } instance && instance.State.HasProcess());

    private static string Range(PortPool pool) =>
        string.Create(CultureInfo.InvariantCulture, $"{pool.First}-{pool.Last}");
}

internal sealed record PortPoolView(
    int TotalPorts, int AvailablePorts, int AllocatedPorts, int RunningStrategies, string PortRange, int MaxConcurrent);

internal sealed record CapacityView(
    int MaxStrategies, int RunningStrategies, int AvailableSlots, double UtilizationPercent, string PortRange,
    bool CanStartMore,
    string Architecture);

using System.Globalization;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Ports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Supervisor.Starting;

/// <summary>Port pool and capacity, in the words of the original design, and what stands behind them.</summary>
internal static class CapacityEndpoints
{
    public static void MapCapacity(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/internal").RequireAuthorization(Policies.Service).WithTags("Capacity");
        group.MapGet("/ports", GetPorts).WithName("GetPortPool");
        group.MapGet("/capacity", GetCapacity).WithName("GetCapacity");
    }

    private static Ok<PortPoolView> GetPorts(PortPool pool, FleetState state) =>
        TypedResults.Ok(PortPoolView.Of(pool, Running(state)));

    private static Ok<CapacityReport> GetCapacity(
        PortPool pool, FleetState state, MachineRoom room, StartGate gate, ExchangeWarnings warnings)
    {
        var (reading, refusal) = (room.Read(), (string?)null);
        if (CapacityRule.Refusal(reading.Rooms) is { } failure) refusal = failure.Text;
        var (starting, waiting, most) = gate.Counts;
        var ports = PortPoolView.Of(pool, Running(state));
        return TypedResults.Ok(new CapacityReport(
            CapacityView.Of(ports, refusal is null), ports, new(starting, waiting, most),
            new(reading.Need.MemoryBytes, reading.Need.Tasks, reading.Need.Seen),
            [.. reading.Rooms.Select(one => new LimitView(one.Resource, one.Limit, one.Free, one.Each, one.Fits))],
            refusal, warnings.All));
    }

    private static int Running(FleetState state) =>
        state.Keepers.Count(keeper => keeper.Instance is { Pid: not null } instance && instance.State.HasProcess());
}

/// <summary>Running: live processes. Available: ports that no start has leased.</summary>
internal sealed record PortPoolView(
    int TotalPorts, int AvailablePorts, int AllocatedPorts, int RunningStrategies, string PortRange, int MaxConcurrent)
{
    public static PortPoolView Of(PortPool pool, int running) => new(
        PortPool.Size, pool.Available, PortPool.Size - pool.Available, running,
        string.Create(CultureInfo.InvariantCulture, $"{pool.First}-{pool.Canary}"), PortPool.Size);
}

internal sealed record CapacityView(
    int MaxStrategies, int RunningStrategies, int AvailableSlots, double UtilizationPercent, string PortRange,
    bool CanStartMore, string Architecture)
{
    public static CapacityView Of(PortPoolView ports, bool canStartMore) => new(
        ports.MaxConcurrent, ports.RunningStrategies, ports.AvailablePorts,
        Math.Round(ports.RunningStrategies * 100.0 / ports.MaxConcurrent, 2), ports.PortRange, canStartMore,
        "multi_instance_reverse_proxy");
}

/// <summary>What starts now, what waits for its turn, and how many may start at once.</summary>
internal sealed record StartsView(int Starting, int Waiting, int AtOnce);

/// <summary>What one more instance is likely to take; seen is how many running ones tell it.</summary>
internal sealed record NeedView(long MemoryBytes, long Tasks, int Seen);

/// <summary>One resource: what may still be taken, what an instance takes, how many more it holds.</summary>
internal sealed record LimitView(Resource Resource, string Limit, long Free, long Each, long Fits);

/// <summary>Refusal: why the next start would be refused; null when it would not.</summary>
internal sealed record CapacityReport(
    CapacityView Capacity, PortPoolView PortPool, StartsView Starts, NeedView Need, IReadOnlyList<LimitView> Limits,
    string? Refusal, IReadOnlyList<string> Warnings);

using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Monitoring.Capacity;
using BtcWatcher.Services.Monitoring.Fleet;
using BtcWatcher.Services.Monitoring.Latest;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Monitoring.Health;

/// <summary>
/// How the installation is. Idle and without a score when nothing is meant to run; stale is never healthy.
/// </summary>
/// <param name="TotalStrategies">Strategies that are meant to run.</param>
/// <param name="RunningStrategies">Strategies that have a process.</param>
internal sealed record SystemHealth(
    HealthStatus Status, double? HealthScore, int HealthyStrategies, int TotalStrategies, int RunningStrategies,
    bool Stale, DateTimeOffset SeenAt, bool Simulated);

/// <summary>The latest samples: the machine and every strategy.</summary>
internal sealed record SystemStatus(SystemSampled System, IReadOnlyList<StrategyLatest> Strategies);

internal static class HealthEndpoints
{
    public static void MapSystemHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/system").WithTags("System").RequireAuthorization(Policies.Viewer);
        group.MapGet("/health", HealthAsync).WithName("GetSystemHealth");
        group.MapGet("/status", StatusAsync).WithName("GetSystemStatus");
    }

    private static async Task<Results<Ok<SystemHealth>, ProblemHttpResult>> HealthAsync(
        FleetView fleet, IOptions<InstallationOptions> installation, CancellationToken ct)
    {
        if (await fleet.CurrentAsync(ct) is not { } health) return CapacityView.Unknown();
        return TypedResults.Ok(new SystemHealth(
            health.Verdict.Status, health.Verdict.Score, health.Healthy, health.Meant, health.Running, health.Stale,
            health.SeenAt, installation.Value.Simulated));
    }

    private static async Task<Results<Ok<SystemStatus>, ProblemHttpResult>> StatusAsync(LatestStore latest)
    {
        if (await latest.SystemAsync() is not { } system)
        {
            return Problems.Of(
                503, "system:no_sample", "There is no recent sample",
                "The first sample comes within seconds of the start, later ones each system_status_interval; "
                    + "see the log of monitoring.");
        }

        return TypedResults.Ok(new SystemStatus(system, await latest.StrategiesAsync() ?? []));
    }
}

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BtcWatcher.Services.Gateway.Routes;

/// <summary>Ready once a table was loaded; without the supervisor the last one keeps working.</summary>
internal sealed class RoutesReadiness(RouteStore store) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(store.IsLoaded
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("No table of routes yet: the supervisor has not answered."));
}

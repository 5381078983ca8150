using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BtcWatcher.ServiceDefaults.Health;

/// <summary>
/// /health/live: the process answers. /health/ready: what it depends on answers too. Both without a token.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new() { Predicate = _ => false, ResponseWriter = WriteAsync })
            .AllowAnonymous();
        routes.MapHealthChecks("/health/ready", new() { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    // Names and states only: descriptions and exceptions may tell a stranger addresses.
    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        Status = report.Status.ToString().ToLowerInvariant(),
        Checks = report.Entries.ToDictionary(
            entry => entry.Key, entry => entry.Value.Status.ToString().ToLowerInvariant()),
    });
}

using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Gateway.Routes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Gateway.Status;

internal static class StatusEndpoints
{
    private const double HealthyFrom = 80;

    public static void MapStatus(this IEndpointRouteBuilder routes)
    {
        string[] readers = [Policies.Viewer, Policies.Operator, Policies.Admin, Policies.Service];
        routes.MapGet("/api/strategies/status", StatusAsync).WithName("StrategiesStatus")
            .RequireAuthorization(policy => policy.RequireRole(readers));
        routes.MapGet("/api/gateway/health", HealthAsync).WithName("GatewayHealth")
            .RequireAuthorization(policy => policy.RequireRole(readers));
        routes.MapPost("/api/gateway/routes/reload", ReloadAsync).WithName("ReloadRoutes")
            .RequireAuthorization(policy => policy.RequireRole(Policies.Operator, Policies.Admin, Policies.Service));
    }

    private static async Task<Ok<StrategiesStatus>> StatusAsync(
        StatusRound round, TimeProvider clock, CancellationToken ct)
    {
        var strategies = await round.StatesAsync(ct);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        return TypedResults.Ok(new StrategiesStatus("running", strategies.Count, strategies, now));
    }

    private static async Task<Ok<GatewayHealth>> HealthAsync(
        StatusRound round, RouteStore store, HttpContext context, CancellationToken ct)
    {
        var (healthy, total) = await round.PingsAsync(ct);
        double? score = total == 0 ? null : Math.Round(100.0 * healthy / total, 2);
        var status = score switch { null => "idle", >= HealthyFrom => "healthy", _ => "degraded" };
        return TypedResults.Ok(
            new GatewayHealth(status, score, healthy, total, context.Connection.LocalPort, store.Current.Count));
    }

    private static async Task<Results<Ok<ReloadResult>, JsonHttpResult<ReloadResult>>> ReloadAsync(
        RouteRefresh refresh, RouteStore store, CancellationToken ct) =>
        await refresh.FetchAsync(ct) is { } fault
            ? TypedResults.Json(new ReloadResult("error", null, $"The routes in use stay: {fault}"), statusCode: 503)
            : TypedResults.Ok(
                new ReloadResult("success", store.Current.Count, "Routes configuration reloaded successfully"));
}

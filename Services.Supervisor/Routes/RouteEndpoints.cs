using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;

namespace BtcWatcher.Services.Supervisor.Routes;

internal static class RouteEndpoints
{
    public static void MapRoutes(this IEndpointRouteBuilder routes) => routes
        .MapGet("/internal/routes", (RouteTableReader reader, CancellationToken ct) => reader.ReadAsync(ct))
        .RequireAuthorization(Policies.Service).Produces<RouteTable>().WithName("GetRoutes");
}

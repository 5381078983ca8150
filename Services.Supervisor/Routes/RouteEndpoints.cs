using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;

namespace BtcWatcher.Services.Supervisor.Routes;

internal static class RouteEndpoints
{
    public static void MapRoutes(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/internal/routes", (RouteTableReader reader, CancellationToken ct) => reader.ReadAsync(null, ct))
            .RequireAuthorization(Policies.Service).Produces<RouteTable>().WithName("GetRoutes");
        // One entry, or none: what a gateway fetches after a change costs the same however many there are.
        routes.MapGet(
                "/internal/routes/{id:int}",
                (int id, RouteTableReader reader, CancellationToken ct) => reader.ReadAsync(id, ct))
            .RequireAuthorization(Policies.Service).Produces<RouteTable>().WithName("GetRoute");
    }
}

using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Api.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Live;

/// <summary>/ws: a WebSocket for a one-time ticket, since browsers cannot send a token with it.</summary>
internal static class LiveEndpoint
{
    // The socket itself answers; a problem is what comes instead of it.
    public static void MapLive(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/ws", ConnectAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> ConnectAsync(
        HttpContext context, WsTickets tickets, LiveHub hub, LiveDesk desk,
        IOptions<InstallationOptions> installation, IHostApplicationLifetime host, string? ticket = null)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            return Problems.Of(
                StatusCodes.Status426UpgradeRequired, "live:websocket_expected", "This address speaks WebSocket",
                "Open it as ws:// or wss:// with ?ticket= from POST /api/v1/auth/ws-ticket.");
        }

        if (hub.IsFull)
        {
            context.Response.Headers.RetryAfter = "10";
            return Problems.Of(
                StatusCodes.Status503ServiceUnavailable, "live:full", "Too many live connections", "Try again later.");
        }

        var admitted = string.IsNullOrEmpty(ticket) ? null : await tickets.TakeAsync(ticket, context.RequestAborted);
        if (admitted is not { } session)
        {
            return Problems.Of(
                StatusCodes.Status401Unauthorized, "live:ticket_refused", "The ticket is not valid",
                "A ticket is good once and for seconds: get a new one at POST /api/v1/auth/ws-ticket.");
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, host.ApplicationStopped);
        using var client = new LiveClient(socket, session.SessionId, session.Until, desk);
        await hub.ServeAsync(client, LiveMessages.Hello(installation.Value.Simulated), ends.Token);
        return TypedResults.Empty;
    }
}

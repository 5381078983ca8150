using System.Diagnostics;
using System.Net;
using BtcWatcher.ServiceDefaults.Auth;
using Yarp.ReverseProxy.Forwarder;

namespace BtcWatcher.Services.Api.Forwarding;

/// <summary>
/// The public paths that other services serve. The user's token goes with the request and is checked there again.
/// </summary>
internal static class ForwardingEndpoints
{
    /// <summary>Taken off on the way to the gateway.</summary>
    public const string GatewayPrefix = "/freqtrade";

    private static readonly (string Prefix, string Service)[] Forwarded =
    [
        ("/api/v1/signals", "signals"),
        ("/api/v1/charts", "signals"),
        ("/api/v1/notifications", "notifications"),
        ("/api/v1/alerts", "notifications"),
        ("/api/v1/system", "monitoring"),
    ];

    public static void MapForwarding(this IEndpointRouteBuilder routes)
    {
        var forwarder = routes.ServiceProvider.GetRequiredService<ServiceForwarder>();
        foreach (var (prefix, service) in Forwarded)
        {
            routes.Map(prefix + "/{**rest}", context => forwarder.SendAsync(context, service))
                .RequireAuthorization(Policies.Viewer).ForEveryKey();
        }

        // The intake of webhooks is for instances on its own address, whose secret no public log should ever see.
        routes.Map("/api/v1/signals/webhook/{**rest}", NotHere).RequireAuthorization(Policies.Viewer);
        // Other producers prove themselves by headers, which Signals checks.
        foreach (var path in (string[])["/api/v1/signals/webhook", "/api/v1/signals/webhook/{strategyId:int}"])
        {
            routes.MapPost(path, context => forwarder.SendAsync(context, "signals")).AllowAnonymous();
        }

        // The gateway checks who it is: FreqUI and scripts come with Basic, which only it understands.
        routes.Map(GatewayPrefix + "/{**rest}", context => forwarder.SendAsync(context, "gateway")).AllowAnonymous();
    }

    private static Task NotHere(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    public static HttpMessageInvoker CreateInvoker() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        EnableMultipleHttp2Connections = true,
        ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    });
}

using BtcWatcher.Services.Gateway.Access;
using BtcWatcher.Services.Gateway.Paths;
using BtcWatcher.Services.Gateway.Routes;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace BtcWatcher.Services.Gateway.Forwarding;

/// <summary>The one endpoint in front of all instances.</summary>
internal sealed class StrategyForwarder(
    RouteStore routes, RouteRefresh refresh, CallerCheck callers, IHttpForwarder forwarder, Upstream upstream,
    GatewayMetrics metrics, IOptions<GatewayOptions> options, TimeProvider clock, ILogger<StrategyForwarder> logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        // An instance's empty error answer stays empty.
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages) pages.Enabled = false;

        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var path = RequestPath.Parse(target, out var refusal);
        if (path is not null) refusal = await CallAsync(context, path);
        if (refusal is not null && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await refusal.WriteAsync(context);
        }
    }

    private async Task<Refusal?> CallAsync(HttpContext context, RequestPath path)
    {
        var match = FreqTradeCalls.Match(context.Request.Method, path.Segments);
        if (HttpMethods.IsOptions(context.Request.Method)) return AnswerOptions(context, match);
        if (match.Call is not { Right: Right.None })
        {
            var caller = await callers.FindAsync(context);
            var refusal = caller.Refusal ?? match.Refusal ?? caller.Against(match.Call!, path.StrategyId);
            if (refusal is not null) return refusal;
        }

        if (!StrategyNames.AreLegal(context.Request.Query)) return StrategyNames.Refused;
        if (context.Request.ContentLength > options.Value.MaxBodyBytes) return TooLarge();
        if (match.Call!.IsWebSocket && !context.WebSockets.IsWebSocketRequest && !IsUpgrade(context))
        {
            return new Refusal(400, "message/ws needs a websocket.");
        }

        var map = routes.Current;
        return Blocked(map, path.StrategyId)
            ?? await ForwardAsync(context, map.Find(path.StrategyId)!, match.Call, match.Path);
    }

    private Refusal? Blocked(RouteMap map, int id)
    {
        if (!routes.IsLoaded) return InstanceProblems.NoRoutes;
        var view = map.ViewOf(id);
        if (map.Find(id) is { } target) return InstanceProblems.Unreachable(id, target.Route.State, view);
        return view is null
            ? InstanceProblems.NotFound(id)
            : InstanceProblems.Unreachable(id, view.State, view) ?? InstanceProblems.Refused(id);
    }

    private async Task<Refusal?> ForwardAsync(
        HttpContext context, InstanceTarget target, FreqTradeCall call, string path)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.Value.MaxBodyBytes;
        }

        var started = clock.GetTimestamp();
        using var handshake = call.IsWebSocket ? new CancellationTokenSource(upstream.SocketHandshake, clock) : null;
        var transformer = new InstanceTransformer(target, call, path, handshake);
        if (call.IsWebSocket) metrics.SocketOpened();
        var error = await forwarder.SendAsync(
            context, target.Address, call.IsWebSocket ? upstream.Sockets : upstream.Calls,
            upstream.WaitFor(call.Patience), transformer, handshake?.Token ?? CancellationToken.None);
        if (call.IsWebSocket) metrics.SocketClosed();

        var refusal = transformer.CredentialsRefused
            ? RefusedCredentials(target)
            : Explain(context, error, target, call);
        metrics.Answered(target.Label, refusal?.Status ?? context.Response.StatusCode, clock.GetElapsedTime(started));
        return refusal;
    }

    private Refusal RefusedCredentials(InstanceTarget target)
    {
        Log.CredentialsRefused(logger, target.StrategyId);
        refresh.Request();
        return InstanceProblems.CredentialsRefused(target.StrategyId);
    }

    private Refusal? Explain(HttpContext context, ForwarderError error, InstanceTarget target, FreqTradeCall call)
    {
        if (error == ForwarderError.None) return null;
        var fault = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        var id = target.StrategyId;
        var timeout = call.IsWebSocket
            ? upstream.SocketHandshake
            : upstream.WaitFor(call.Patience).ActivityTimeout!.Value;
        var refusal = error switch
        {
            ForwarderError.RequestBodyClient when IsTooLarge(fault) => TooLarge(),
            ForwarderError.RequestBodyClient or ForwarderError.RequestBodyCanceled =>
                new Refusal(400, "The body could not be read."),
            ForwarderError.RequestTimedOut => InstanceProblems.Slow(id, timeout),
            ForwarderError.RequestCanceled when call.IsWebSocket => InstanceProblems.Slow(id, timeout),
            _ when fault is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } =>
                InstanceProblems.Refused(id),
            _ => InstanceProblems.Broken(id),
        };
        if (refusal.Status >= 500 && !context.RequestAborted.IsCancellationRequested)
        {
            Log.InstanceUnavailable(logger, id, $"{refusal.Detail} ({error})");
        }

        return refusal;
    }

    private static bool IsTooLarge(Exception? fault) =>
        fault is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }
        || (fault is AggregateException many && many.InnerExceptions.Any(IsTooLarge))
        || (fault?.InnerException is { } inner && IsTooLarge(inner));

    private Refusal TooLarge() => new(413, $"The body is larger than {options.Value.MaxBodyBytes} bytes.");

    // Preflights never come here: the CORS middleware answers them.
    private static Refusal? AnswerOptions(HttpContext context, CallMatch match)
    {
        if (match.Refusal is not { Status: 405, Allow: { } allow }) return match.Refusal;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers.Allow = allow;
        return null;
    }

    private static bool IsUpgrade(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
}

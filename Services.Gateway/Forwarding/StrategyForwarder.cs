using BtcWatcher.Services.Gateway.Access;
using BtcWatcher.Services.Gateway.Paths;
using BtcWatcher.Services.Gateway.Routes;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Gateway.Forwarding;

/// <summary>The one endpoint in front of all instances: which call it is, who calls, and whether they may.</summary>
internal sealed class StrategyForwarder(
    RouteStore routes, CallerCheck callers, TokenCalls tokens, CallLimits limits, InstanceCalls calls,
    SocketForwarder sockets, IOptions<GatewayOptions> options)
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
        var caller = Caller.Nobody;
        if (match.Call is not { Right: Right.None })
        {
            caller = await callers.FindAsync(context);
            var refusal = caller.Refusal ?? match.Refusal ?? caller.Against(match.Call!, path.StrategyId);
            if (refusal is not null) return refusal;
        }

        if (!StrategyNames.AreLegal(context.Request.Query)) return StrategyNames.Refused;
        if (context.Request.ContentLength > options.Value.MaxBodyBytes)
        {
            return Refusal.TooLarge(options.Value.MaxBodyBytes);
        }

        return match.Call!.IsLogin
            ? IsKnown(path.StrategyId) ?? await tokens.AnswerAsync(context, match.Call, path.StrategyId)
            : await ForwardAsync(context, path.StrategyId, match, caller);
    }

    private async Task<Refusal?> ForwardAsync(HttpContext context, int id, CallMatch match, Caller caller)
    {
        if (match.Call!.IsWebSocket && !context.WebSockets.IsWebSocketRequest && !IsUpgrade(context))
        {
            return new Refusal(400, "message/ws needs a websocket.");
        }

        var map = routes.Current;
        // Looked up once: it may go at any moment.
        var target = map.Find(id);
        if ((Blocked(map, id, target) ?? limits.Take(caller, context, id)) is { } refusal) return refusal;
        return match.Call.IsWebSocket
            ? await sockets.SendAsync(context, target!, match, caller)
            : await calls.SendAsync(context, target!, match);
    }

    // A login does not need the instance: FreqUI logs out for good when its tokens are refused.
    private Refusal? IsKnown(int id) =>
        !routes.IsLoaded || routes.Current.Find(id) is not null || routes.Current.ViewOf(id) is not null
            ? null
            : InstanceProblems.NotFound(id);

    private Refusal? Blocked(RouteMap map, int id, InstanceTarget? target)
    {
        if (!routes.IsLoaded) return InstanceProblems.NoRoutes;
        var view = map.ViewOf(id);
        if (target is not null) return InstanceProblems.Unreachable(id, target.Route.State, view);
        return view is null
            ? InstanceProblems.NotFound(id)
            : InstanceProblems.Unreachable(id, view.State, view) ?? InstanceProblems.Refused(id);
    }

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

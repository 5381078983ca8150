using BtcWatcher.Services.Gateway.Access;
using BtcWatcher.Services.Gateway.Paths;
using BtcWatcher.Services.Gateway.Routes;
using Yarp.ReverseProxy.Forwarder;

namespace BtcWatcher.Services.Gateway.Forwarding;

/// <summary>Passes a websocket on with a short-lived token of the instance, while its caller may use it.</summary>
internal sealed class SocketForwarder(
    InstanceForwarder calls, InstanceTokens tokens, OpenSockets sockets, IHttpForwarder forwarder, Upstream upstream,
    GatewayMetrics metrics, TimeProvider clock, ILogger<SocketForwarder> logger)
{
    public async Task<Refusal?> SendAsync(HttpContext context, InstanceTarget target, CallMatch match, Caller caller)
    {
        // An instance that hangs does not answer the upgrade; an open socket may be silent for days.
        using var end = new CancellationTokenSource(upstream.SocketHandshake, clock);
        var (token, refusal) = await TokenAsync(context, target, end.Token);
        if (refusal is not null) return refusal;
        var uri = target.UriFor(match.Path, "?token=" + Uri.EscapeDataString(token!));
        var transformer = new InstanceTransformer(target, match.Call!, uri, end);
        using var socket = sockets.Add(caller, end);
        metrics.SocketOpened();
        var error = await forwarder.SendAsync(
            context, target.Address, upstream.Sockets, upstream.WaitFor(match.Call!.Patience), transformer, end.Token);
        metrics.SocketClosed();
        if (socket.IsEnded)
        {
            Log.SocketEnded(logger, target.StrategyId);
            return CallerCheck.BadToken;
        }

        return transformer.CredentialsRefused
            ? calls.CredentialsRefused(target)
            : calls.Explain(context, error, target.StrategyId, upstream.SocketHandshake);
    }

    private async Task<(string? Token, Refusal? Refusal)> TokenAsync(
        HttpContext context, InstanceTarget target, CancellationToken handshake)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(handshake, context.RequestAborted);
        try
        {
            var (token, refusal) = await tokens.AskAsync(target, either.Token);
            return (token, refusal ?? (token is null ? calls.CredentialsRefused(target) : null));
        }
        catch (OperationCanceledException)
        {
            return (null, InstanceProblems.Slow(target.StrategyId, upstream.SocketHandshake));
        }
    }
}

using BtcWatcher.Services.Gateway.Paths;
using BtcWatcher.Services.Gateway.Routes;
using Yarp.ReverseProxy.Forwarder;

namespace BtcWatcher.Services.Gateway.Forwarding;

/// <summary>One call to an instance: passed on by itself, or answered together with others who ask the same.</summary>
internal sealed class InstanceCalls(
    InstanceForwarder forwarder, SharedAnswers shared, Upstream upstream, GatewayMetrics metrics, TimeProvider clock)
{
    public async Task<Refusal?> SendAsync(HttpContext context, InstanceTarget target, CallMatch match)
    {
        var started = clock.GetTimestamp();
        var call = match.Call!;
        var uri = target.UriFor(match.Path, context.Request.QueryString.Value ?? "");
        // Before and after: neither an answer from before the change, nor one that was asked during it, is given out.
        if (call.Changes) target.Changed();
        var refusal = shared.Serves(context.Request, call)
            ? await ShareAsync(context, target, call, uri)
            : await forwarder.SendAsync(context, target, call, uri);
        if (call.Changes) target.Changed();
        var status = refusal?.Status ?? context.Response.StatusCode;
        metrics.Answered(target.StrategyId, status, clock.GetElapsedTime(started));
        return refusal;
    }

    private async Task<Refusal?> ShareAsync(HttpContext context, InstanceTarget target, FreqTradeCall call, Uri uri)
    {
        try
        {
            var answer = await shared.GetAsync(target, call, uri, context.RequestAborted);
            if (answer.Body is null) return await forwarder.SendAsync(context, target, call, uri);
            if (answer.Status == StatusCodes.Status401Unauthorized) return forwarder.CredentialsRefused(target);
            await WriteAsync(context, answer);
            return null;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            var error = fault is OperationCanceledException
                ? ForwarderError.RequestTimedOut
                : ForwarderError.ResponseBodyDestination;
            return forwarder.Explain(context, error, fault, target.StrategyId, upstream.LongestWait(call.Patience));
        }
    }

    private static async Task WriteAsync(HttpContext context, SharedAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        foreach (var (name, values) in answer.Headers) context.Response.Headers[name] = values;
        context.Response.ContentLength = answer.Body!.Length;
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }
}

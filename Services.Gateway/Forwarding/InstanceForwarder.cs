using BtcWatcher.Services.Gateway.Paths;
using BtcWatcher.Services.Gateway.Routes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace BtcWatcher.Services.Gateway.Forwarding;

/// <summary>Passes a call on to its instance, and the answer back as it comes.</summary>
internal sealed class InstanceForwarder(
    RouteRequests requests, IHttpForwarder forwarder, Upstream upstream, IOptions<GatewayOptions> options,
    ILogger<InstanceForwarder> logger)
{
    /// <summary>Null when the instance has answered.</summary>
    public async Task<Refusal?> SendAsync(HttpContext context, InstanceTarget target, FreqTradeCall call, Uri uri)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.Value.MaxBodyBytes;
        }

        var transformer = new InstanceTransformer(target, call, uri);
        var wait = upstream.WaitFor(call.Patience);
        var error = await forwarder.SendAsync(
            context, target.Address, upstream.Calls, wait, transformer, CancellationToken.None);
        return transformer.CredentialsRefused
            ? CredentialsRefused(target)
            : Explain(context, error, target.StrategyId, wait.ActivityTimeout!.Value);
    }

    /// <summary>The route is of another generation: the table is fetched.</summary>
    public Refusal CredentialsRefused(InstanceTarget target)
    {
        Log.CredentialsRefused(logger, target.StrategyId);
        requests.Add([target.StrategyId]);
        return InstanceProblems.CredentialsRefused(target.StrategyId);
    }

    /// <summary>What an error of the forwarder means to the caller; null for none.</summary>
    public Refusal? Explain(HttpContext context, ForwarderError error, int id, TimeSpan waited)
    {
        if (error == ForwarderError.None) return null;
        return Explain(context, error, context.Features.Get<IForwarderErrorFeature>()?.Exception, id, waited);
    }

    public Refusal Explain(HttpContext context, ForwarderError error, Exception? fault, int id, TimeSpan waited)
    {
        var refusal = error switch
        {
            ForwarderError.RequestBodyClient when IsTooLarge(fault) => Refusal.TooLarge(options.Value.MaxBodyBytes),
            ForwarderError.RequestBodyClient or ForwarderError.RequestBodyCanceled =>
                new Refusal(400, "The body could not be read."),
            ForwarderError.RequestTimedOut or ForwarderError.RequestCanceled => InstanceProblems.Slow(id, waited),
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
}

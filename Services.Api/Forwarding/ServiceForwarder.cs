using BtcWatcher.ServiceDefaults.Http;
using Yarp.ReverseProxy.Forwarder;

namespace BtcWatcher.Services.Api.Forwarding;

/// <summary>Passes a request on to another service, and says plainly when that one does not answer.</summary>
internal sealed class ServiceForwarder(
    IHttpForwarder forwarder, IConfiguration configuration, ILogger<ServiceForwarder> logger) : IDisposable
{
    // A WebSocket of the gateway may be quiet for long.
    private static readonly ForwarderRequestConfig Gateway = new() { ActivityTimeout = TimeSpan.FromMinutes(10) };
    private static readonly ForwarderRequestConfig Others = new() { ActivityTimeout = TimeSpan.FromSeconds(60) };
    private readonly HttpMessageInvoker _invoker = ForwardingEndpoints.CreateInvoker();

    public async Task SendAsync(HttpContext context, string service)
    {
        if (configuration[$"services:{service}:http:0"] is not { Length: > 0 } address)
        {
            await RefuseAsync(context, service, "the host gave no address for it");
            return;
        }

        var config = service == "gateway" ? Gateway : Others;
        var error = await forwarder.SendAsync(context, address, _invoker, config, ForwardedRequest.Instance);
        if (error == ForwarderError.None || context.Response.HasStarted
            || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        await RefuseAsync(context, service, context.GetForwarderErrorFeature()?.Exception?.Message ?? error.ToString());
    }

    public void Dispose() => _invoker.Dispose();

    private Task RefuseAsync(HttpContext context, string service, string reason)
    {
        Log.ForwardingFailed(logger, service, reason);
        context.Response.Clear();
        context.Response.Headers.RetryAfter = "5";
        return Problems.Of(
            StatusCodes.Status503ServiceUnavailable, "forwarding:unavailable", "A part of the system does not answer",
            $"The service {service} cannot be reached now. Try again in a few seconds.").ExecuteAsync(context);
    }
}

using BtcWatcher.Services.Api.Auth;
using Yarp.ReverseProxy.Forwarder;

namespace BtcWatcher.Services.Api.Forwarding;

/// <summary>The request as it came, without the gateway's prefix, and with where it came from.</summary>
internal sealed class ForwardedRequest : HttpTransformer
{
    public static ForwardedRequest Instance { get; } = new();

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix,
        CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var path = httpContext.Request.Path.StartsWithSegments(ForwardingEndpoints.GatewayPrefix, out var rest)
            ? rest
            : httpContext.Request.Path;
        proxyRequest.RequestUri = KeepSlashes(RequestUtilities.MakeDestinationAddress(
            destinationPrefix, path, httpContext.Request.QueryString));
        proxyRequest.Headers.Host = null;
        // Set, not added to: what a stranger claims about the way before is not passed on.
        proxyRequest.Headers.Remove("X-Forwarded-For");
        proxyRequest.Headers.Remove("X-Forwarded-Proto");
        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-For", httpContext.Address());
        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Proto", httpContext.Request.Scheme);
    }

    // The server leaves %2F in a path as it is; its percent sign must not be encoded again: pairs have slashes.
    private static Uri KeepSlashes(Uri address) => new(
        address.GetLeftPart(UriPartial.Path).Replace("%252F", "%2F", StringComparison.OrdinalIgnoreCase)
        + address.Query);
}

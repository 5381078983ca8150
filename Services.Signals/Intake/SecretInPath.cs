using Microsoft.AspNetCore.Http.Features;

namespace BtcWatcher.Services.Signals.Intake;

/// <summary>The webhook secret of a request, taken out of its path.</summary>
internal sealed record SecretInPath(string Secret);

/// <summary>
/// FreqTrade cannot send headers, so its secret is the last segment of the path. It is cut off before anything sees the
/// request: the logging scope, the spans and the problems of ASP.NET Core all carry the path.
/// </summary>
internal sealed class SecretCuttingContextFactory(IServiceProvider services) : IHttpContextFactory
{
    private readonly DefaultHttpContextFactory _inner = new(services);

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        if (featureCollection.Get<IHttpRequestFeature>() is { } request
            && Cut(request.Path) is { } cut)
        {
            request.Path = cut.Path;
            request.RawTarget = cut.Path;
            featureCollection.Set(new SecretInPath(cut.Secret));
        }

        return _inner.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => _inner.Dispose(httpContext);

    /// <summary>The path without what follows the strategy, and that; null when it is no webhook path.</summary>
    internal static (string Path, string Secret)? Cut(string path)
    {
        if (!path.StartsWith(WebhookEndpoints.Path + "/", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var slash = path.IndexOf('/', WebhookEndpoints.Path.Length + 1);
        return slash < 0 ? null : (path[..slash], path[(slash + 1)..]);
    }
}

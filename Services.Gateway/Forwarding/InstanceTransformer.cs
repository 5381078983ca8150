using System.Net;
using System.Text;
using BtcWatcher.Services.Gateway.Paths;
using BtcWatcher.Services.Gateway.Routes;
using Yarp.ReverseProxy.Forwarder;

namespace BtcWatcher.Services.Gateway.Forwarding;

/// <summary>
/// What goes to the instance and what comes back, for one request: its address from the matched call, the instance's
/// credentials instead of the caller's, nothing of the instance's own CORS, cookies or secrets.
/// </summary>
internal sealed class InstanceTransformer(
    InstanceTarget target, FreqTradeCall call, Uri uri, CancellationTokenSource? handshake = null)
    : HttpTransformer
{
    private const int LongestLog = 16 * 1024 * 1024;

    // Accept-Encoding: FreqTrade never compresses, and /logs is read here. Origin: instances allow none.
    private static readonly string[] CallersOwn =
        ["Authorization", "Cookie", "Origin", "Referer", "Accept-Encoding", "Forwarded", "X-Real-IP"];

    /// <summary>
    /// The instance did not take the credentials of its route: a fault between us, none of the caller's.
    /// </summary>
    public bool CredentialsRefused { get; private set; }

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix,
        CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var headers = proxyRequest.Headers;
        headers.Host = null;
        foreach (var name in CallersOwn) headers.Remove(name);
        foreach (var name in httpContext.Request.Headers.Keys.Where(IsForwarded)) headers.Remove(name);
        headers.Authorization = target.Authorization;
        proxyRequest.RequestUri = uri;
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null) return false;
        // A refused websocket token is 403 there (facts, 3.6).
        CredentialsRefused = proxyResponse.StatusCode == HttpStatusCode.Unauthorized
            || (call.IsWebSocket && proxyResponse.StatusCode == HttpStatusCode.Forbidden);
        if (CredentialsRefused) return false;

        handshake?.CancelAfter(Timeout.InfiniteTimeSpan);
        await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        var headers = httpContext.Response.Headers;
        foreach (var name in headers.Keys.Where(AnswerHeaders.AreInstancesOwn).ToArray()) headers.Remove(name);
        if (!call.IsLog || HttpMethods.IsHead(httpContext.Request.Method)) return true;
        await WriteRedactedAsync(httpContext.Response, proxyResponse, cancellationToken);
        return false;
    }

    private async Task WriteRedactedAsync(HttpResponse response, HttpResponseMessage from, CancellationToken ct)
    {
        await from.Content.LoadIntoBufferAsync(LongestLog, ct);
        var text = LogRedaction.Apply(await from.Content.ReadAsStringAsync(ct), target.Secrets);
        var body = Encoding.UTF8.GetBytes(text);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, ct);
    }

    private static bool IsForwarded(string name) => name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase);
}

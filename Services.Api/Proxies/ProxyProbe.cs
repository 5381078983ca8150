using System.Net;
using BtcWatcher.ServiceDefaults.Keys;

namespace BtcWatcher.Services.Api.Proxies;

/// <summary>Asks a target through a proxy, on a connection of its own.</summary>
internal sealed class ProxyProbe(InstallationKeys keys, TimeProvider clock)
{
    /// <summary>For both requests together.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public async Task<ProxyTested> RunAsync(Proxy proxy, Uri target, CancellationToken ct)
    {
        using var handler = new SocketsHttpHandler
        {
            Proxy = keys.ClientOf(proxy), UseProxy = true, AllowAutoRedirect = false, UseCookies = false,
            // No trace headers for strangers.
            ActivityHeadersPropagator = null,
        };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("btcwatcher");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        try
        {
            var (status, connect) = await AskAsync(client, target, limit.Token);
            if (Judge(proxy, status) is { } refused) return refused with { Url = target.AbsoluteUri };
            // Instances keep their connections: the second request is what they see.
            (status, var latency) = await AskAsync(client, target, limit.Token);
            return Judge(proxy, status) is { } later ? later with { Url = target.AbsoluteUri }
                : new(true, target.AbsoluteUri, (int)status, connect, latency, null, null);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Bad("timeout", $"No answer within {Limit.TotalSeconds:0} s.") with { Url = target.AbsoluteUri };
        }
        catch (HttpRequestException fault)
        {
            return Explain(fault) with { Url = target.AbsoluteUri };
        }
    }

    private async Task<(HttpStatusCode Status, double Ms)> AskAsync(HttpClient client, Uri target, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        using var response = await client.GetAsync(target, HttpCompletionOption.ResponseHeadersRead, ct);
        var took = clock.GetElapsedTime(began).TotalMilliseconds;
        // An unread body would close the connection; a long one is not worth keeping it.
        if (response.Content.Headers.ContentLength is <= 64 * 1024) await response.Content.ReadAsByteArrayAsync(ct);
        return (response.StatusCode, Math.Round(took, 1));
    }

    // A plain http target is asked of the proxy itself, whose own refusal then looks like an answer.
    private static ProxyTested? Judge(Proxy proxy, HttpStatusCode status) => (int)status switch
    {
        < 400 => null,
        407 when proxy.Type != ProxyType.Socks5 => Bad("proxy_credentials", CredentialsText) with { StatusCode = 407 },
        var other => Bad("target_status", $"The target answered {other}.") with { StatusCode = other },
    };

    // The exceptions' own texts may hold addresses; these cannot.
    private static ProxyTested Explain(HttpRequestException fault) => fault.HttpRequestError switch
    {
        HttpRequestError.ProxyTunnelError when fault.StatusCode is HttpStatusCode.ProxyAuthenticationRequired =>
            Bad("proxy_credentials", CredentialsText),
        HttpRequestError.ProxyTunnelError => Bad("proxy_refused", fault.StatusCode is { } status
            ? $"The proxy answered {(int)status} instead of connecting."
            : "The proxy did not connect: the target cannot be reached from it, or it refused the credentials."),
        HttpRequestError.NameResolutionError => Bad("proxy_unreachable", "The proxy's name cannot be resolved."),
        HttpRequestError.ConnectionError => Bad("proxy_unreachable", "The proxy cannot be reached."),
        HttpRequestError.SecureConnectionError => Bad("tls", "The secure connection could not be made."),
        _ => Bad("target_failed", "The connection ended without an answer."),
    };

    private const string CredentialsText = "The proxy wants other credentials.";

    private static ProxyTested Bad(string reason, string detail) => new(false, "", null, null, null, reason, detail);
}

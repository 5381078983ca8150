using System.Net.Http.Headers;

namespace BtcWatcher.ServiceDefaults.Auth;

internal sealed class ServiceTokenHandler(ServiceTokens tokens, string audience) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization ??= new AuthenticationHeaderValue("Bearer", tokens.For(audience));
        return base.SendAsync(request, cancellationToken);
    }
}

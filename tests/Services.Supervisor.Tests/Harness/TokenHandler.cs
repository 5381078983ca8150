using BtcWatcher.ServiceDefaults.Auth;

namespace BtcWatcher.Services.Supervisor.Tests.Harness;

/// <summary>Sends a token that is valid with every request: a test may last longer than one is.</summary>
internal sealed class TokenHandler(ServiceTokens tokens) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new("Bearer", tokens.For("supervisor"));
        return base.SendAsync(request, cancellationToken);
    }
}

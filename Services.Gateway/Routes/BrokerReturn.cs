using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Gateway.Access;
using MassTransit;

namespace BtcWatcher.Services.Gateway.Routes;

/// <summary>
/// This gateway's queue lives as long as its connection: what was published without it is lost. So everything that a
/// lost message could have changed is fetched or forgotten when the connection is there again.
/// </summary>
internal sealed class BrokerReturn(RouteRequests requests, BasicSignIn signIn, IApiKeys keys)
    : IReceiveEndpointObserver
{
    public Task Ready(ReceiveEndpointReady ready)
    {
        requests.AddAll();
        signIn.Forget();
        keys.Forget();
        return Task.CompletedTask;
    }

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    public Task Faulted(ReceiveEndpointFaulted faulted) => Task.CompletedTask;
}

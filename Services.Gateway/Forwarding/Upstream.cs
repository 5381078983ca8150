using System.Diagnostics;
using System.Net;
using BtcWatcher.Services.Gateway.Paths;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace BtcWatcher.Services.Gateway.Forwarding;

/// <summary>The connections to instances, and how long an answer may take.</summary>
internal sealed class Upstream : IDisposable
{
    private readonly ForwarderRequestConfig[] _waits;

    public Upstream(IOptions<GatewayOptions> options, TimeProvider clock)
    {
        var values = options.Value;
        Calls = new HttpMessageInvoker(new ConnectRetry(values.ConnectRetryDelay, clock)
        {
            InnerHandler = Connections(values, values.ConnectionsPerInstance),
        });
        // A websocket keeps its connection: it must not take one from the calls.
        Sockets = new HttpMessageInvoker(Connections(values, int.MaxValue));
        TimeSpan[] waits = [values.ShortTimeout, values.NormalTimeout, values.LongTimeout, TimeSpan.FromDays(7)];
        _waits = [.. waits.Select(Wait)];
        SocketHandshake = values.ShortTimeout;
    }

    public HttpMessageInvoker Calls { get; }
    public HttpMessageInvoker Sockets { get; }

    /// <summary>An instance that hangs does not answer the upgrade; an open socket may be silent for days.</summary>
    public TimeSpan SocketHandshake { get; }

    public ForwarderRequestConfig WaitFor(Patience patience) => _waits[(int)patience];

    public TimeSpan LongestWait(Patience patience) => WaitFor(patience).ActivityTimeout!.Value;

    public void Dispose()
    {
        Calls.Dispose();
        Sockets.Dispose();
    }

    private static ForwarderRequestConfig Wait(TimeSpan longest) =>
        new()
        {
            ActivityTimeout = longest,
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

    private static SocketsHttpHandler Connections(GatewayOptions options, int perInstance) => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ConnectTimeout = options.ConnectTimeout,
        MaxConnectionsPerServer = perInstance,
        // uvicorn closes what idled for 5.0 s, which is just FreqUI's polling interval (seen, 2025.8).
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4),
        ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
    };
}

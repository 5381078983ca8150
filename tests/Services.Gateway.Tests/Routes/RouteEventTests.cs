using System.Net;
using System.Net.Http.Headers;
using BtcWatcher.Contracts;
using BtcWatcher.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(TestServers))]

namespace BtcWatcher.Services.Gateway.Tests.Routes;

/// <summary>With a real broker: what the other services publish reaches this gateway's table.</summary>
public sealed class RouteEventTests(TestServers servers) : IAsyncLifetime
{
    private FakeServices? _services;
    private FakeInstance? _instance;
    private GatewayHost? _gateway;

    private FakeServices Services => _services!;
    private FakeInstance Instance => _instance!;
    private GatewayHost Gateway => _gateway!;

    public async ValueTask InitializeAsync()
    {
        _services = await FakeServices.StartAsync();
        _instance = await FakeInstance.StartAsync(7);
        _gateway = await GatewayHost.StartAsync(_services, await servers.CreateVirtualHostAsync());
        await Eventually.TrueAsync(async () => await GetAsync("/health/ready") == HttpStatusCode.OK);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        if (_instance is not null) await _instance.DisposeAsync();
        if (_services is not null) await _services.DisposeAsync();
    }

    public static TheoryData<string> Events { get; } =
    [
        "RoutesChanged", "RoutesChanged of any", "InstanceStarted", "InstanceStopped", "InstanceCrashed",
        "InstanceGaveUp",
    ];

    [Theory]
    [MemberData(nameof(Events))]
    public async Task AnyEventOfAnInstance_MakesTheNewTableServe(string name)
    {
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync("/api/strategy/7/ping"));
        Services.SetRoutes(Instance.Route);
        await Gateway.Services.GetRequiredService<IBus>().Publish(EventOf(name), TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(async () => await GetAsync("/api/strategy/7/ping") == HttpStatusCode.OK);
        // One route costs one entry, however many there are.
        await Eventually.TrueAsync(async () =>
        {
            await Gateway.Services.GetRequiredService<IBus>().Publish(EventOf(name));
            return name == "RoutesChanged of any" || Services.FetchedAlone.Contains(7);
        });
    }

    [Fact]
    public async Task RevokedSession_ForgetsVerifiedPasswords()
    {
        Services.SetRoutes(Instance.Route);
        Assert.Null(await Gateway.FetchRoutesAsync());
        var basic =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String("trader:right:password"u8));
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/api/strategy/7/status", basic));
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/api/strategy/7/status", basic));
        Assert.Equal(1, Services.Verifications);

        await Gateway.Services.GetRequiredService<IBus>().Publish(
            new SessionRevoked { SessionId = Guid.NewGuid(), At = DateTimeOffset.UnixEpoch },
            TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(async () =>
            await GetAsync("/api/strategy/7/status", basic) == HttpStatusCode.OK && Services.Verifications == 2);
    }

    private async Task<HttpStatusCode> GetAsync(string path, AuthenticationHeaderValue? authorization = null)
    {
        using var client = authorization is null ? Gateway.As("viewer") : Gateway.With(authorization);
        using var response = await client.GetAsync(path);
        return response.StatusCode;
    }

    private static object EventOf(string name) => name switch
    {
        "RoutesChanged" => new RoutesChanged { Revision = 2, StrategyIds = [7] },
        "RoutesChanged of any" => new RoutesChanged { Revision = 2 },
        "InstanceStarted" => new InstanceStarted
        {
            StrategyId = 7, Generation = 1, Version = 1, Port = 8087, Pid = 1, At = DateTimeOffset.UnixEpoch,
        },
        "InstanceStopped" => new InstanceStopped { StrategyId = 7, Generation = 1, At = DateTimeOffset.UnixEpoch },
        "InstanceCrashed" =>
            new InstanceCrashed { StrategyId = 7, Generation = 1, At = DateTimeOffset.UnixEpoch, Reason = "r" },
        _ => new InstanceGaveUp { StrategyId = 7, Generation = 1, At = DateTimeOffset.UnixEpoch, Reason = "r" },
    };
}

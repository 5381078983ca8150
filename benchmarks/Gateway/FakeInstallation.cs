using BtcWatcher.Contracts;
using BtcWatcher.Testing;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Bench.Gateway;

/// <summary>In the place of supervisor and api: routes that can be changed, and the keys of the tokens.</summary>
internal sealed class FakeInstallation : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IBusControl _bus;
    private readonly InstanceRoute?[] _routes = new InstanceRoute?[BenchOptions.Routes + 1];
    private readonly TestTokens _tokens = new();
    private long _revision = 1;

    private FakeInstallation(WebApplication app, string rabbitMq)
    {
        _app = app;
        Token = _tokens.For("viewer", TimeSpan.FromHours(2));
        _bus = Bus.Factory.CreateUsingRabbitMq(broker => broker.Host(new Uri(rabbitMq)));
    }

    public string Address => _app.Urls.Single();

    public string Token { get; }

    public static async Task<FakeInstallation> StartAsync(string rabbitMq)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.ConfigureHttpJsonOptions(json => MessageJson.Apply(json.SerializerOptions));
        var app = builder.Build();
        var self = new FakeInstallation(app, rabbitMq);
        app.MapGet("/internal/keys", () => self._tokens.KeySet);
        app.MapGet("/internal/instances", Array.Empty<InstanceView>);
        app.MapGet("/internal/instances/{id:int}", (int id) => Results.NotFound());
        app.MapGet("/internal/routes", () => self.Table(self._routes));
        app.MapGet("/internal/routes/{id:int}", (int id) => self.Table([self._routes[id]]));
        await app.StartAsync();
        await self._bus.StartAsync();
        return self;
    }

    public void Set(int id, int port, int generation) => _routes[id] = new InstanceRoute
    {
        StrategyId = id,
        Generation = generation,
        State = InstanceState.Running,
        Address = $"http://127.0.0.1:{port}",
        Username = "gw",
        Password = "an instance's password of usual length",
        WsToken = "an instance's token of usual length",
    };

    public void Remove(int id) => _routes[id] = null;

    public Task TellAsync(int id) => _bus.Publish(
        new RoutesChanged { Revision = Interlocked.Increment(ref _revision), StrategyIds = [id] });

    public Task TellAllAsync() => _bus.Publish(new RoutesChanged { Revision = Interlocked.Increment(ref _revision) });

    public async ValueTask DisposeAsync()
    {
        await _bus.StopAsync();
        await _app.DisposeAsync();
        _tokens.Dispose();
    }

    private RouteTable Table(InstanceRoute?[] routes) =>
        new() { Revision = Interlocked.Read(ref _revision), Routes = [.. routes.OfType<InstanceRoute>()] };
}

using System.Collections.Concurrent;
using System.Net.Http.Headers;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Gateway.Routes;
using BtcWatcher.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Services.Gateway.Tests;

/// <summary>The whole gateway, as its Program builds it, on a real port.</summary>
internal sealed class GatewayHost : WebApplicationFactory<GatewayOptions>
{
    public const string UiOrigin = "http://ui.example:3000";
    private readonly FakeServices _services;
    private readonly Dictionary<string, string> _settings;

    private GatewayHost(FakeServices services, Dictionary<string, string> settings)
    {
        _services = services;
        _settings = settings;
        UseKestrel();
    }

    public string Address { get; private set; } = "";
    public ConcurrentQueue<string> LogLines { get; } = new();

    public static async Task<GatewayHost> StartAsync(
        FakeServices services, string? rabbitMq = null, bool waitForRoutes = true,
        params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            ["Installation:Key"] = "the installation key of the tests, long enough",
            ["ConnectionStrings:rabbitmq"] = rabbitMq ?? "amqp://guest:guest@127.0.0.1:1/",
            ["services:supervisor:http:0"] = services.Address,
            ["services:api:http:0"] = services.Address,
            ["urls"] = "http://127.0.0.1:0",
            ["Gateway:CorsOrigins:0"] = UiOrigin,
            ["Gateway:CorsOrigins:1"] = "http://other.example",
            ["Gateway:ComparisonInterval"] = "01:00:00",
            ["Gateway:FetchRetryDelay"] = "00:00:00.050",
            ["Gateway:ShareFor"] = "00:00:00",
        };
        foreach (var (key, value) in settings) all[key] = value;
        var host = new GatewayHost(services, all);
        host.StartServer();
        host.Address =
            host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        if (waitForRoutes) await Eventually.TrueAsync(() => host.Store.IsLoaded);
        return host;
    }

    public RouteStore Store => Services.GetRequiredService<RouteStore>();

    public Task<string?> FetchRoutesAsync() =>
        Services.GetRequiredService<RouteRefresh>().FetchAsync(CancellationToken.None);

    /// <summary>A client with a user's token; no token where the role is null.</summary>
    public HttpClient As(string? role)
    {
        var client = new HttpClient { BaseAddress = new Uri(Address) };
        if (role is not null) client.DefaultRequestHeaders.Authorization = new("Bearer", _services.Tokens.For(role));
        return client;
    }

    public HttpClient With(AuthenticationHeaderValue? authorization)
    {
        var client = As(null);
        client.DefaultRequestHeaders.Authorization = authorization;
        return client;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _settings) builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(new CapturedLog(LogLines)));
    }

    private sealed class CapturedLog(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

/// <summary>A gateway with two instances, 1 and 2, started for each test.</summary>
public abstract class GatewayTest : IAsyncLifetime
{
    private FakeServices? _services;
    private FakeInstance? _first;
    private FakeInstance? _second;
    private GatewayHost? _gateway;

    internal FakeServices Services => _services!;
    internal FakeInstance First => _first!;
    internal FakeInstance Second => _second!;
    internal GatewayHost Gateway => _gateway!;

    protected virtual (string Key, string Value)[] Settings => [];

    public async ValueTask InitializeAsync()
    {
        _services = await FakeServices.StartAsync();
        _first = await FakeInstance.StartAsync(1);
        _second = await FakeInstance.StartAsync(2);
        _services.SetRoutes(_first.Route, _second.Route);
        _gateway = await GatewayHost.StartAsync(_services, settings: Settings);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_gateway is not null) await _gateway.DisposeAsync();
        if (_second is not null) await _second.DisposeAsync();
        if (_first is not null) await _first.DisposeAsync();
        if (_services is not null) await _services.DisposeAsync();
    }

    internal static InstanceView View(int strategyId, InstanceState state, string? reason = null) => new()
    {
        StrategyId = strategyId,
        Generation = 1,
        State = state,
        Desired = DesiredState.Running,
        StateSince = DateTimeOffset.UnixEpoch,
        Version = 1,
        Reason = reason,
    };
}

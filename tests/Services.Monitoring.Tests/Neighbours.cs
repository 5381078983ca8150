using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.Services.Monitoring.Capacity;
using BtcWatcher.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Services.Monitoring.Tests;

/// <summary>Stands in for the api and the supervisor over real HTTP: user keys, settings, instances, ports.</summary>
internal sealed class Neighbours : IAsyncDisposable
{
    private WebApplication? _app;

    public string Address => _app!.Urls.Single();
    public TestTokens Tokens { get; } = new();
    public SettingsSnapshot Settings { get; set; } = new() { Version = 1 };

    /// <summary>True: the supervisor answers 503.</summary>
    public bool SupervisorAway { get; set; }
    public IReadOnlyList<InstanceView> Instances { get; set; } = [];
    public CapacityReport Capacity { get; set; } = Make.Capacity(0);

    /// <summary>Null: the gateway answers 503.</summary>
    public GatewayHealth? Gateway { get; set; } = new("healthy", 100, 5, 5, 8080, 5);

    public static async Task<Neighbours> StartAsync()
    {
        var self = new Neighbours();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(json => MessageJson.Apply(json.SerializerOptions));
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/internal/keys", () => self.Tokens.KeySet);
        app.MapGet("/internal/settings", () => self.Settings);
        app.MapGet("/internal/instances", () =>
            self.SupervisorAway ? Results.StatusCode(503) : Results.Ok(self.Instances));
        app.MapGet("/internal/capacity", () =>
            self.SupervisorAway ? Results.StatusCode(503) : Results.Ok(self.Capacity));
        app.MapGet("/api/gateway/health", () =>
            self.Gateway is { } health ? Results.Ok(health) : Results.StatusCode(503));
        await app.StartAsync();
        self._app = app;
        return self;
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        Tokens.Dispose();
    }
}

using System.Collections.Concurrent;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Services.Notifications.Tests;

/// <summary>
/// Stands in for the api and the signals service over real HTTP: user keys, settings, names, signals.
/// </summary>
internal sealed class Neighbours : IAsyncDisposable
{
    private WebApplication? _app;

    public string Address => _app!.Urls.Single();
    public TestTokens Tokens { get; } = new();
    public SettingsSnapshot Settings { get; set; } = new() { Version = 1 };
    public ConcurrentQueue<Signal> Signals { get; } = new();

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
        app.MapGet("/internal/strategies", () => Array.Empty<StrategyDefinition>());
        app.MapGet("/internal/signals", (HttpRequest request) => new
        {
            Items = self.Signals.Where(signal => signal.Position > long.Parse(
                request.Query["after_position"]!, System.Globalization.CultureInfo.InvariantCulture)).Take(2),
        });
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

using System.Collections.Concurrent;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Services.Supervisor.Tests.Harness;

/// <summary>The api's definitions and desired states, and the webhook intake of signals.</summary>
internal sealed class FakeApi : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeApi(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public ConcurrentDictionary<(int Strategy, int Version), StrategyDefinition> Definitions { get; } = new();

    /// <summary>Proxy to its address; null: directly.</summary>
    public ConcurrentDictionary<Guid, string?> Proxies { get; } = new();

    public SettingsSnapshot Settings { get; set; } = new() { Version = 1 };

    public ConcurrentDictionary<int, SetDesiredState> Desired { get; } = new();

    /// <summary>Paths of webhooks that came in.</summary>
    public ConcurrentQueue<string> Webhooks { get; } = new();

    /// <summary>Strategies whose instances signals was asked to read.</summary>
    public ConcurrentQueue<int> Repairs { get; } = new();

    public volatile bool IsAway;

    /// <summary>True while signals says that it has not everything.</summary>
    public volatile bool SignalsMissing;

    public static async Task<FakeApi> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["urls"] = "http://127.0.0.1:0" });
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(json => MessageJson.Apply(json.SerializerOptions));
        var api = new FakeApi(builder.Build());
        api.Map();
        await api._app.StartAsync();
        return api;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private void Map()
    {
        _app.Use((context, next) =>
        {
            if (!IsAway || !context.Request.Path.StartsWithSegments("/internal")) return next(context);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        _app.MapGet("/internal/desired-states", () => Desired.Values);
        _app.MapGet("/internal/settings", () => Settings);
        _app.MapGet("/internal/proxies", () => Proxies.Select(
            one => new OutboundRoute { ProxyId = one.Key, Url = one.Value }));
        _app.MapGet("/internal/strategies/{id:int}/versions/{version:int}", (int id, int version) =>
            Definitions.TryGetValue((id, version), out var definition) ? Results.Ok(definition) : Results.NotFound());
        _app.MapPost("/internal/strategies/{id:int}/repair", (int id) =>
        {
            Repairs.Enqueue(id);
            return SignalsMissing ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable) : Results.NoContent();
        });
        _app.MapPost("/api/v1/signals/webhook/{**rest}", (HttpRequest request) =>
        {
            Webhooks.Enqueue(request.Path);
            return Results.Ok(new { status = "success" });
        });
    }
}

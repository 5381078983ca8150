using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Services.Signals.Tests.Harness;

/// <summary>
/// The edge of the service: the api's strategies, the supervisor's routes, and one instance that they lead to.
/// </summary>
internal sealed class Neighbours : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Neighbours(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public ConcurrentDictionary<int, StrategyProfile> Strategies { get; } = new();

    /// <summary>Strategies whose instance can be reached.</summary>
    public ConcurrentDictionary<int, bool> Routes { get; } = new();

    /// <summary>What the instance answers, by path without the prefix.</summary>
    public ConcurrentDictionary<string, JsonNode> Instance { get; } = new();

    public bool ApiIsAway { get; set; }

    public static async Task<Neighbours> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(json => MessageJson.Apply(json.SerializerOptions));
        var neighbours = new Neighbours(builder.Build());
        neighbours.Map(neighbours._app);
        await neighbours._app.StartAsync();
        return neighbours;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    public static StrategyProfile Profile(int id, StrengthScale? scale = null, int epoch = 1) => new()
    {
        StrategyId = id,
        Version = 1,
        VersionLabel = "v1.0",
        Name = $"Strategy {id}",
        StrategyClass = "RsiEth",
        Exchange = "binance",
        Timeframe = "5m",
        Strength = scale ?? StrengthScale.Default,
        WebhookEpoch = epoch,
    };

    private void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/internal/strategies", () => ApiIsAway
            ? Results.StatusCode(503)
            : Results.Ok(Strategies.Values.Select(
                profile => new StrategyDefinition { Profile = profile, PairWhitelist = [] })));
        routes.MapGet("/internal/routes", () => new RouteTable
        {
            Revision = 1,
            Routes = [.. Routes.Keys.Select(id => new InstanceRoute
            {
                StrategyId = id,
                Generation = 1,
                State = InstanceState.Running,
                Address = Address + "/instance",
                Username = "user",
                Password = "pass:word",
                WsToken = "token",
            })],
        });
        routes.MapGet("/instance/api/v1/{path}", (string path, HttpRequest request) =>
            request.Headers.Authorization != "Basic dXNlcjpwYXNzOndvcmQ=" ? Results.Unauthorized()
            : Instance.TryGetValue(path, out var answer) ? Results.Text(answer.ToJsonString(), "application/json")
            : Results.NotFound());
    }
}

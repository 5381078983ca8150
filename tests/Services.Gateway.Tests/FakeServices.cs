using System.Net;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Services.Gateway.Tests;

/// <summary>The supervisor's and the api's internal addresses that the gateway calls.</summary>
internal sealed class FakeServices : IAsyncDisposable
{
    private readonly WebApplication _app;
    private long _revision;
    private volatile InstanceRoute[] _routes = [];

    private FakeServices(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();
    public TestTokens Tokens { get; } = new();
    public IReadOnlyList<InstanceView> Views { get; set; } = [];
    public bool SupervisorAway { get; set; }
    public bool ApiAway { get; set; }
    public int Fetches { get; private set; }
    public int Verifications { get; private set; }
    public int KeyQuestions { get; private set; }

    /// <summary>The API keys that there are.</summary>
    public Dictionary<string, ApiKeyGrant> ApiKeys { get; } = [];

    public static async Task<FakeServices> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.ConfigureHttpJsonOptions(json => MessageJson.Apply(json.SerializerOptions));
        var app = builder.Build();
        var self = new FakeServices(app);
        app.MapGet("/internal/routes", self.Table);
        app.MapGet("/internal/instances", () => self.SupervisorAway ? Results.StatusCode(503) : Results.Ok(self.Views));
        app.MapGet("/internal/keys", () => self.ApiAway ? Results.StatusCode(503) : Results.Ok(self.Tokens.KeySet));
        app.MapPost("/internal/auth/verify", self.Verify);
        app.MapPost("/internal/auth/api-key", self.FindKey);
        await app.StartAsync();
        return self;
    }

    public void SetRoutes(params InstanceRoute[] routes)
    {
        _routes = routes;
        Interlocked.Increment(ref _revision);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Tokens.Dispose();
    }

    private IResult Table()
    {
        Fetches++;
        return SupervisorAway
            ? Results.StatusCode(503)
            : Results.Ok(new RouteTable { Revision = Interlocked.Read(ref _revision), Routes = _routes });
    }

    private IResult Verify(Login login)
    {
        Verifications++;
        if (ApiAway) return Results.StatusCode(503);
        return login is { Username: "trader", Password: "right:password" }
            ? Results.Ok(new { user_id = Guid.Empty, role = Policies.Operator })
            : Results.StatusCode((int)HttpStatusCode.Unauthorized);
    }

    private IResult FindKey(ApiKeyQuestion question)
    {
        KeyQuestions++;
        if (ApiAway) return Results.StatusCode(503);
        return ApiKeys.TryGetValue(question.Key ?? "", out var grant)
            ? Results.Ok(grant)
            : Results.StatusCode((int)HttpStatusCode.Unauthorized);
    }

    private sealed record Login(string Username, string Password);
}

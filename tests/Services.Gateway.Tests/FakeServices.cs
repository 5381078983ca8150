using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Services.Gateway.Tests;

/// <summary>The supervisor's and the api's internal addresses that the gateway calls.</summary>
internal sealed class FakeServices : IAsyncDisposable
{
    private readonly WebApplication _app;
    private long _revision;
    private readonly ConcurrentDictionary<string, string> _refreshTokens = new();
    private volatile InstanceRoute[] _routes = [];

    private FakeServices(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();
    public TestTokens Tokens { get; } = new();
    public IReadOnlyList<InstanceView> Views { get; set; } = [];
    public bool SupervisorAway { get; set; }
    public bool ApiAway { get; set; }
    public int Fetches { get; private set; }
    public ConcurrentQueue<int> FetchedAlone { get; } = [];
    public int Verifications { get; private set; }
    public int KeyQuestions { get; private set; }

    /// <summary>Logins that FreqUI made, and refreshes that it asked for.</summary>
    public int Logins { get; private set; }
    public int Refreshes { get; private set; }
    public string? LastLogin { get; private set; }

    /// <summary>The session and user of the tokens that logins give.</summary>
    public Guid Session { get; set; } = Guid.CreateVersion7();
    public Guid User { get; } = Guid.CreateVersion7();

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
        app.MapGet("/internal/routes", () => self.Table(null));
        app.MapGet("/internal/routes/{id:int}", (int id) => self.Table(id));
        app.MapGet("/internal/instances/{id:int}", self.View);
        app.MapGet("/internal/instances", () => self.SupervisorAway ? Results.StatusCode(503) : Results.Ok(self.Views));
        app.MapGet("/internal/keys", () => self.ApiAway ? Results.StatusCode(503) : Results.Ok(self.Tokens.KeySet));
        app.MapPost("/internal/auth/verify", self.Verify);
        app.MapPost("/internal/auth/api-key", self.FindKey);
        app.MapPost("/internal/auth/gateway/login", self.LogIn);
        app.MapPost("/internal/auth/gateway/refresh", self.Refresh);
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

    private IResult Table(int? only)
    {
        Fetches++;
        if (only is { } id) FetchedAlone.Enqueue(id);
        return SupervisorAway
            ? Results.StatusCode(503)
            : Results.Ok(new RouteTable
            {
                Revision = Interlocked.Read(ref _revision),
                Routes = [.. _routes.Where(route => only is null || route.StrategyId == only)],
            });
    }

    private IResult View(int id) => SupervisorAway ? Results.StatusCode(503)
        : Views.FirstOrDefault(view => view.StrategyId == id) is { } found ? Results.Ok(found) : Results.NotFound();

    private IResult Verify(Login login)
    {
        Verifications++;
        if (ApiAway) return Results.StatusCode(503);
        return RoleOf(login) is { } role
            ? Results.Ok(new { user_id = User, role })
            : Results.StatusCode((int)HttpStatusCode.Unauthorized);
    }

    private IResult LogIn(Login login, HttpRequest request)
    {
        if (ApiAway) return Results.StatusCode(503);
        if (login.Username == "two-steps") return Results.Problem("Use an API key as the password.", statusCode: 403);
        if (login.Username == "locked")
        {
            request.HttpContext.Response.Headers.RetryAfter = "1800";
            return Results.StatusCode(429);
        }

        if (RoleOf(login) is not { } role) return Results.StatusCode((int)HttpStatusCode.Unauthorized);
        Logins++;
        LastLogin = $"{login.Address} {login.StrategyId} {request.Headers.UserAgent}";
        return Results.Ok(new { access_token = Access(role), refresh_token = RefreshTokenFor(role) });
    }

    /// <summary>One that a login of a user with this role would have given.</summary>
    public string RefreshTokenFor(string role)
    {
        var token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        _refreshTokens[token] = role;
        return token;
    }

    private IResult Refresh(RefreshQuestion question)
    {
        Refreshes++;
        if (ApiAway) return Results.StatusCode(503);
        return _refreshTokens.TryGetValue(question.RefreshToken, out var role)
            ? Results.Ok(new { access_token = Access(role) })
            : Results.StatusCode((int)HttpStatusCode.Unauthorized);
    }

    private string Access(string role) =>
        Tokens.For(role, audience: TokenClaims.AudienceOf("gateway"), session: Session, user: User);

    private static string? RoleOf(Login login) => login switch
    {
        { Username: "trader", Password: "right:password" } => Policies.Operator,
        { Username: "admin", Password: "right:password" } => Policies.Admin,
        _ => null,
    };

    private IResult FindKey(ApiKeyQuestion question)
    {
        KeyQuestions++;
        if (ApiAway) return Results.StatusCode(503);
        return ApiKeys.TryGetValue(question.Key ?? "", out var grant)
            ? Results.Ok(grant)
            : Results.StatusCode((int)HttpStatusCode.Unauthorized);
    }

    private sealed record Login(string Username, string Password, string? Address, int StrategyId);

    private sealed record RefreshQuestion(string RefreshToken);
}

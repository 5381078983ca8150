using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;

namespace BtcWatcher.Services.Api.Tests.Auth;

/// <summary>What the gateway asks for FreqUI: a refresh token for 30 days, access tokens for the gateway.</summary>
public sealed class GatewayLoginTests(Servers servers)
{
    private const string Password = "Right-Password-1";
    private const string Sessions = "/api/v1/auth/sessions";
    private readonly ApiHost _api = servers.Api;

    [Fact]
    public async Task Tokens_OfALogin_ServeAtTheGatewayOnly()
    {
        await _api.UserAsync(Policies.Operator, "frequi-user", Password);
        var answer = await LoginAsync("frequi-user", Password).ExpectAsync(HttpStatusCode.OK);

        var token = new JsonWebToken(answer.Text("access_token"));
        Assert.Equal(["btcwatcher-gateway"], token.Audiences);
        Assert.Equal("operator", token.GetClaim("role").Value);
        Assert.Equal(TimeSpan.FromMinutes(15), token.ValidTo - token.IssuedAt);
        using var client = _api.With(answer.Text("access_token"));
        await client.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.Unauthorized);
        await _api.RefreshAsync(answer.Text("refresh_token"))
            .ExpectProblemAsync(HttpStatusCode.Unauthorized, "auth:refresh_refused");
        using var user = _api.With((await LogInAsync("frequi-user")).Text("access_token"));
        await user.PostAsJsonAsync("/internal/auth/gateway/refresh", new { }).ExpectAsync(HttpStatusCode.Forbidden);
        await user.PostAsJsonAsync("/internal/auth/gateway/login", new { }).ExpectAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task RefreshToken_UsedAgainAndAgain_StaysTheSame()
    {
        await _api.UserAsync(Policies.Viewer, "frequi-refresh", Password);
        var refresh = (await LoginAsync("frequi-refresh", Password).ExpectAsync(HttpStatusCode.OK))
            .Text("refresh_token");

        var first = await RefreshAsync(refresh).ExpectAsync(HttpStatusCode.OK);
        var second = await RefreshAsync(refresh).ExpectAsync(HttpStatusCode.OK);

        Assert.Equal(["access_token"], second.EnumerateObject().Select(one => one.Name));
        Assert.NotEqual(first.Text("access_token"), second.Text("access_token"));
        await RefreshAsync(first.Text("access_token"))
            .ExpectProblemAsync(HttpStatusCode.Unauthorized, "auth:refresh_refused");
        await RefreshAsync("").ExpectProblemAsync(HttpStatusCode.BadRequest, "auth:invalid");
        var login = await LogInAsync("frequi-refresh");
        await RefreshAsync(login.Text("refresh_token"))
            .ExpectProblemAsync(HttpStatusCode.Unauthorized, "auth:refresh_refused");
    }

    [Fact]
    public async Task Session_OfALogin_IsListedAndCanBeEnded()
    {
        using var user = _api.With((await _api.UserAsync(Policies.Viewer, "frequi-listed", Password)).AccessToken);
        var answer = await LoginAsync("frequi-listed", Password).ExpectAsync(HttpStatusCode.OK);
        var listed = (await user.GetAsync(Sessions).ExpectAsync(HttpStatusCode.OK)).GetProperty("items")[0];
        Assert.Equal(("gateway", "10.0.0.7", false), (listed.Text("kind"), listed.Text("address"),
            listed.GetProperty("current").GetBoolean()));
        var lives = listed.GetProperty("expires_at").GetDateTimeOffset()
            - listed.GetProperty("created_at").GetDateTimeOffset();
        Assert.Equal(TimeSpan.FromDays(30), lives);

        await user.DeleteAsync($"{Sessions}/{listed.Text("session_id")}").ExpectAsync(HttpStatusCode.NoContent);

        await RefreshAsync(answer.Text("refresh_token"))
            .ExpectProblemAsync(HttpStatusCode.Unauthorized, "auth:refresh_refused");
        var session = Guid.Parse(new JsonWebToken(answer.Text("access_token")).GetClaim("sid").Value);
        Assert.True(_api.Services.GetRequiredService<IUserKeys>().IsRevoked(session));
    }

    [Fact]
    public async Task Role_Changed_EndsTheSession()
    {
        using var admin = await _api.AsAsync(Policies.Admin);
        using var user = _api.With((await _api.UserAsync(Policies.Operator, "frequi-demoted", Password)).AccessToken);
        var id = await user.IdAsync();
        var answer = await LoginAsync("frequi-demoted", Password).ExpectAsync(HttpStatusCode.OK);

        await admin.PatchAsJsonAsync($"/api/v1/users/{id}", new { role = "viewer" }).ExpectAsync(HttpStatusCode.OK);

        await RefreshAsync(answer.Text("refresh_token")).ExpectAsync(HttpStatusCode.Unauthorized);
        var again = await LoginAsync("frequi-demoted", Password).ExpectAsync(HttpStatusCode.OK);
        Assert.Equal("viewer", new JsonWebToken(again.Text("access_token")).GetClaim("role").Value);
    }

    [Fact]
    public async Task ApiKey_AsThePassword_GivesItsLimitsUntilItIsRevoked()
    {
        using var user = _api.With((await _api.UserAsync(Policies.Admin, "frequi-key", Password)).AccessToken);
        var wanted = new { name = "ui", role = "operator", read_only = true };
        var made = await user.PostAsJsonAsync("/api/v1/auth/api-keys", wanted).ExpectAsync(HttpStatusCode.Created);
        var answer = await LoginAsync("frequi-key", made.Text("api_key")).ExpectAsync(HttpStatusCode.OK);
        var token = new JsonWebToken(answer.Text("access_token"));
        Assert.Equal(("operator", "true", made.Text("key_id")), (token.GetClaim("role").Value,
            token.GetClaim("read_only").Value, token.GetClaim("api_key").Value));
        await RefreshAsync(answer.Text("refresh_token")).ExpectAsync(HttpStatusCode.OK);
        await LoginAsync("somebody-else", made.Text("api_key")).ExpectAsync(HttpStatusCode.Unauthorized);

        await user.DeleteAsync($"/api/v1/auth/api-keys/{made.Text("key_id")}").ExpectAsync(HttpStatusCode.NoContent);

        await RefreshAsync(answer.Text("refresh_token")).ExpectAsync(HttpStatusCode.Unauthorized);
        var session = Guid.Parse(token.GetClaim("sid").Value);
        Assert.True(_api.Services.GetRequiredService<IUserKeys>().IsRevoked(session));
    }

    [Fact]
    public async Task Login_ThatMayNot_IsToldWhyAndOpensNothing()
    {
        await _api.UserAsync(Policies.Viewer, "frequi-wrong", Password);
        await _api.UserAsync(Policies.Viewer, "frequi-must-change", Password, mustChange: true);

        await LoginAsync("frequi-must-change", Password)
            .ExpectProblemAsync(HttpStatusCode.Forbidden, "auth:password_change_required");
        await LoginAsync("", Password).ExpectProblemAsync(HttpStatusCode.BadRequest, "auth:invalid");
        await LoginAsync("frequi-wrong", "").ExpectProblemAsync(HttpStatusCode.BadRequest, "auth:invalid");
        for (var i = 0; i < 5; i++)
        {
            await LoginAsync("frequi-wrong", "nonsense")
                .ExpectProblemAsync(HttpStatusCode.Unauthorized, "auth:wrong_credentials");
        }

        await LoginAsync("frequi-wrong", Password)
            .ExpectProblemAsync(HttpStatusCode.TooManyRequests, "auth:locked_out");
        using var admin = await _api.AsAsync(Policies.Admin);
        var audit = await admin.GetAsync("/api/v1/audit?address=10.0.0.7&actor=frequi-wrong&action=auth.login_failed")
            .ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(5, audit.GetProperty("items").GetArrayLength());
    }

    private async Task<JsonElement> LogInAsync(string username) =>
        await _api.LoginAsync(username, Password).ExpectAsync(HttpStatusCode.OK);

    private async Task<HttpResponseMessage> LoginAsync(string username, string password)
    {
        using var service = _api.AsService();
        return await service.PostAsJsonAsync(
            "/internal/auth/gateway/login", new { username, password, address = "10.0.0.7", strategy_id = 1 });
    }

    private async Task<HttpResponseMessage> RefreshAsync(string token)
    {
        using var service = _api.AsService();
        return await service.PostAsJsonAsync("/internal/auth/gateway/refresh", new { refresh_token = token });
    }
}

using System.Net;
using System.Net.Http.Json;
using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.IdentityModel.JsonWebTokens;

namespace BtcWatcher.Services.Api.Tests.Auth;

public sealed class LoginTests(Servers servers)
{
    private readonly ApiHost _api = servers.Api;

    [Fact]
    public async Task Login_WithTheGivenAdminPassword_AnswersTokens()
    {
        var answer = await _api.LoginAsync("Admin ", ApiHost.AdminPassword).ExpectAsync(HttpStatusCode.OK);

        Assert.Equal("bearer", answer.Text("token_type"));
        Assert.Equal(86400, answer.GetProperty("expires_in").GetInt64());
        Assert.False(answer.GetProperty("must_change_password").GetBoolean());
        var token = new JsonWebToken(answer.Text("access_token"));
        Assert.Equal("ES256", token.Alg);
        Assert.Equal("btcwatcher", token.Issuer);
        Assert.Equal(["btcwatcher"], token.Audiences);
        Assert.Equal("admin", token.GetClaim("name").Value);
        Assert.Equal("admin", token.GetClaim("role").Value);
        Assert.NotEmpty(token.Kid);
        using var client = _api.With(answer.Text("access_token"));
        var me = await client.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal("admin", me.Text("username"));
        Assert.Equal(token.Subject, me.Text("user_id"));
        Assert.True(me.GetProperty("simulated").GetBoolean());
    }

    [Theory]
    [InlineData("admin", "wrong")]
    [InlineData("nobody", "wrong")]
    [InlineData("zero\0", "wrong")]
    public async Task Login_WithWrongCredentials_Answers401(string username, string password) =>
        await _api.LoginAsync(username, password)
            .ExpectProblemAsync(HttpStatusCode.Unauthorized, "auth:wrong_credentials");

    [Theory]
    [InlineData("{}", "auth:invalid")]
    [InlineData("{\"username\":\"admin\"}", "auth:invalid")]
    [InlineData("{\"username\":5,\"password\":\"x\"}", "http:400")]
    [InlineData("{", "http:400")]
    [InlineData("{\"username\":\"admin\",\"password\":\"x\",\"remember\":true}", "http:unknown_field")]
    public async Task Login_WithAMalformedBody_Answers400(string body, string type)
    {
        using var client = _api.Anonymous();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        await client.PostAsync("/api/v1/auth/login", content).ExpectProblemAsync(HttpStatusCode.BadRequest, type);
    }

    [Fact]
    public async Task Login_AfterFiveWrongPasswords_IsLockedOutEvenWithTheRightOne()
    {
        await _api.UserAsync(Policies.Viewer, "locked-out", "Right-Password-1");
        for (var i = 0; i < 5; i++)
        {
            await _api.LoginAsync("locked-out", "wrong").ExpectAsync(HttpStatusCode.Unauthorized);
        }

        using var response = await _api.LoginAsync("LOCKED-OUT", "Right-Password-1");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalMinutes, 29, 30);
        using var service = _api.AsService();
        var elsewhere = new { username = "locked-out", password = "Right-Password-1", address = "192.0.2.7" };
        await service.PostAsJsonAsync("/internal/auth/verify", elsewhere).ExpectAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Login_AfterASuccess_CountsFromTheBeginning()
    {
        await _api.UserAsync(Policies.Viewer, "forgetful", "Right-Password-1");
        for (var i = 0; i < 3; i++)
        {
            await _api.LoginAsync("forgetful", "wrong").ExpectAsync(HttpStatusCode.Unauthorized);
            await _api.LoginAsync("forgetful", "wrong").ExpectAsync(HttpStatusCode.Unauthorized);
            await _api.LoginAsync("forgetful", "Right-Password-1").ExpectAsync(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Logout_OfASession_RefusesItsTokensAtOnce()
    {
        var tokens = await _api.UserAsync(Policies.Viewer);
        using var client = _api.With(tokens.AccessToken);
        await client.PostAsync("/api/v1/auth/logout", null).ExpectAsync(HttpStatusCode.NoContent);

        await client.GetAsync("/api/v1/auth/me").ExpectProblemAsync(HttpStatusCode.Unauthorized, "http:401");
        using var anonymous = _api.Anonymous();
        await anonymous.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = tokens.RefreshToken })
            .ExpectProblemAsync(HttpStatusCode.Unauthorized, "auth:refresh_refused");
    }

    [Fact]
    public async Task Token_Tampered_IsRefused()
    {
        var token = (await _api.UserAsync(Policies.Viewer)).AccessToken;
        using var client = _api.With(token[..^4] + (token[^4..] == "AAAA" ? "BBBB" : "AAAA"));
        await client.GetAsync("/api/v1/auth/me").ExpectProblemAsync(HttpStatusCode.Unauthorized, "http:401");
    }
}

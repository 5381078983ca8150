using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BtcWatcher.ServiceDefaults.Auth;

namespace BtcWatcher.Services.Api.Tests.Auth;

public sealed class RefreshTests(Servers servers)
{
    private readonly ApiHost _api = servers.Api;

    [Fact]
    public async Task Refresh_WithANewToken_RotatesIt()
    {
        var tokens = await _api.UserAsync(Policies.Operator);

        var next = await RefreshAsync(tokens.RefreshToken).ExpectAsync(HttpStatusCode.OK);

        Assert.NotEqual(tokens.RefreshToken, next.Text("refresh_token"));
        using var client = _api.With(next.Text("access_token"));
        var me = await client.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal("operator", me.Text("role"));
        await RefreshAsync(next.Text("refresh_token")).ExpectAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Refresh_WithAUsedToken_EndsTheSession()
    {
        var tokens = await _api.UserAsync(Policies.Operator);
        var next = await RefreshAsync(tokens.RefreshToken).ExpectAsync(HttpStatusCode.OK);

        await RefreshAsync(tokens.RefreshToken).ExpectProblemAsync(HttpStatusCode.Unauthorized, "auth:refresh_reused");

        await RefreshAsync(next.Text("refresh_token"))
            .ExpectProblemAsync(HttpStatusCode.Unauthorized, "auth:refresh_refused");
        using var client = _api.With(next.Text("access_token"));
        await client.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Refresh_SideBySide_SucceedsOnce()
    {
        var tokens = await _api.UserAsync(Policies.Operator);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RefreshAsync(tokens.RefreshToken)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
        foreach (var answer in answers) answer.Dispose();
    }

    [Fact]
    public async Task Refresh_WithAnUnknownToken_Answers401() =>
        await RefreshAsync("unknown").ExpectProblemAsync(HttpStatusCode.Unauthorized, "auth:refresh_refused");

    [Fact]
    public async Task Refresh_WithoutAToken_Answers400()
    {
        var problem = await RefreshAsync("").ExpectProblemAsync(HttpStatusCode.BadRequest, "auth:invalid");
        Assert.Equal(JsonValueKind.String, problem.GetProperty("errors").GetProperty("refresh_token").ValueKind);
    }

    private async Task<HttpResponseMessage> RefreshAsync(string token)
    {
        using var client = _api.Anonymous();
        return await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = token });
    }
}

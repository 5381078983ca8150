using System.Net;
using System.Net.Http.Json;
using BtcWatcher.ServiceDefaults.Auth;

namespace BtcWatcher.Services.Api.Tests.Auth;

public sealed class PasswordTests(Servers servers)
{
    private const string Old = "Old-Password-1";
    private const string New = "New-Password-2";
    private readonly ApiHost _api = servers.Api;

    [Fact]
    public async Task MustChange_UntilItIsDone_LetsNothingElseThrough()
    {
        var tokens = await _api.UserAsync(Policies.Admin, "must-change", Old, mustChange: true);
        using var client = _api.With(tokens.AccessToken);

        Assert.True(tokens.MustChangePassword);
        string[] closed = ["/api/v1/strategies", "/api/v1/system/config/proxy", "/api/v1/signals", "/openapi/v1.json"];
        foreach (var path in closed)
        {
            await client.GetAsync(path).ExpectProblemAsync(HttpStatusCode.Forbidden, "auth:password_change_required");
        }

        await client.PostAsync("/api/v1/auth/ws-ticket", null)
            .ExpectProblemAsync(HttpStatusCode.Forbidden, "auth:password_change_required");
        var me = await client.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.OK);
        Assert.True(me.GetProperty("must_change_password").GetBoolean());
        var changed = await ChangeAsync(client, Old, New).ExpectAsync(HttpStatusCode.OK);
        Assert.False(changed.GetProperty("must_change_password").GetBoolean());
        using var free = _api.With(changed.Text("access_token"));
        await free.GetAsync("/api/v1/strategies").ExpectAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Change_OfAPassword_EndsAllSessions()
    {
        var tokens = await _api.UserAsync(Policies.Viewer, "changer", Old);
        using var client = _api.With(tokens.AccessToken);

        await ChangeAsync(client, Old, New).ExpectAsync(HttpStatusCode.OK);

        await client.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.Unauthorized);
        await _api.LoginAsync("changer", Old).ExpectAsync(HttpStatusCode.Unauthorized);
        await _api.LoginAsync("changer", New).ExpectAsync(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Wrong-Password", New, "current_password")]
    [InlineData(Old, "short", "new_password")]
    [InlineData(Old, Old, "new_password")]
    [InlineData(Old, "", "new_password")]
    [InlineData("", New, "current_password")]
    public async Task Change_WithBadInput_NamesTheField(string current, string next, string field)
    {
        var tokens = await _api.UserAsync(Policies.Viewer, password: Old);
        using var client = _api.With(tokens.AccessToken);

        var problem = await ChangeAsync(client, current, next)
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "auth:invalid");

        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient client, string current, string next) =>
        client.PostAsJsonAsync("/api/v1/auth/password", new { current_password = current, new_password = next });
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.Services.Api.Tests.Strategies;

namespace BtcWatcher.Services.Api.Tests.Internal;

public sealed class InternalTests(Servers servers)
{
    private readonly ApiHost _api = servers.Api;

    [Fact]
    public async Task Keys_ForAService_VerifyAUsersToken()
    {
        var tokens = await _api.UserAsync(Policies.Viewer);
        using var user = _api.With(tokens.AccessToken);
        await user.PostAsync("/api/v1/auth/logout", null).ExpectAsync(HttpStatusCode.NoContent);
        using var service = _api.AsService();

        var body = await service.GetAsync("/internal/keys").ExpectAsync(HttpStatusCode.OK);
        var set = body.Deserialize<UserKeySet>(MessageJson.Options)!;

        var token = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(tokens.AccessToken);
        Assert.Equal(token.Kid, Assert.Single(set.Keys).Kid);
        Assert.Equal("EC", body.GetProperty("keys")[0].Text("kty"));
        Assert.Contains(Guid.Parse(token.GetClaim("sid").Value), set.RevokedSessions);
    }

    [Fact]
    public async Task Strategies_ForAService_AreDefinitionsWithoutFiles()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var files = new Dictionary<string, string> { ["a.py"] = "class Sample: pass" };
        var id = await StrategyTests.CreateAsync(client, "for-services", new { files });
        using var service = _api.AsService();

        var all = await service.GetFromJsonAsync<List<StrategyDefinition>>("/internal/strategies", MessageJson.Options);
        var full = await service.GetFromJsonAsync<StrategyDefinition>(
            $"/internal/strategies/{id}/versions/1", MessageJson.Options);

        var listed = all!.Single(definition => definition.Profile.StrategyId == id);
        Assert.Empty(listed.Files);
        Assert.Equal("for-services", listed.Profile.Name);
        Assert.Equal("class Sample: pass", full!.Files["a.py"]);
        Assert.Equal(["BTC/USDT"], full.PairWhitelist);
    }

    [Fact]
    public async Task Settings_ForAService_AreASnapshot()
    {
        using var service = _api.AsService();
        var settings = await service.GetFromJsonAsync<SettingsSnapshot>("/internal/settings", MessageJson.Options);
        Assert.Equal(1, settings!.Version);
        Assert.Equal(24, settings.System.Security.JwtExpireHours);
    }

    [Fact]
    public async Task Verify_OfAPassword_AnswersUserAndRole()
    {
        await _api.UserAsync(Policies.Operator, "basic-user", "Right-Password-1");
        await _api.UserAsync(Policies.Operator, "basic-must-change", "Right-Password-1", mustChange: true);
        using var service = _api.AsService();

        var good = await VerifyAsync(service, "basic-user", "Right-Password-1").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal("operator", good.Text("role"));
        Assert.NotEqual(Guid.Empty, good.GetProperty("user_id").GetGuid());
        await VerifyAsync(service, "basic-user", "wrong").ExpectAsync(HttpStatusCode.Unauthorized);
        await VerifyAsync(service, "basic-must-change", "Right-Password-1")
            .ExpectProblemAsync(HttpStatusCode.Forbidden, "auth:password_change_required");
        await VerifyAsync(service, "", "x").ExpectAsync(HttpStatusCode.BadRequest);
    }

    private static Task<HttpResponseMessage> VerifyAsync(HttpClient service, string username, string password) =>
        service.PostAsJsonAsync("/internal/auth/verify", new { username, password });
}

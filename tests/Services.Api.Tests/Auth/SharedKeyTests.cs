using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.IdentityModel.JsonWebTokens;

namespace BtcWatcher.Services.Api.Tests.Auth;

public sealed class SharedKeyTests(Servers servers)
{
    private const string Secret = "a secret of the owner, long enough for a key";

    [Fact]
    public async Task Login_WithHs256_GivesTokensThatCountAsLongAsItIsWanted()
    {
        await using var api = await servers.StartAsync(new()
        {
            ["Settings:system:security:jwt_secret_key"] = Secret,
        });
        using var admin = await api.AsAsync(Policies.Admin);
        await admin.PutAsJsonAsync(
            "/api/v1/system/config/overrides/system.security.jwt_algorithm", new { value = "HS256" })
            .ExpectAsync(HttpStatusCode.OK);

        var answer = await api.LoginAsync("admin", ApiHost.AdminPassword).ExpectAsync(HttpStatusCode.OK);
        var token = new JsonWebToken(answer.Text("access_token"));
        Assert.Equal("HS256", token.Alg);
        using var client = api.With(answer.Text("access_token"));
        await client.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.OK);
        await admin.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.OK);
        using var service = api.AsService();
        var keys = await service.GetAsync("/internal/keys").ExpectAsync(HttpStatusCode.OK);
        var shared = Assert.Single(keys.GetProperty("shared_keys").EnumerateArray());
        Assert.Equal(("oct", token.Kid), (shared.Text("kty"), shared.Text("kid")));

        await admin.DeleteAsync("/api/v1/system/config/overrides/system.security.jwt_algorithm")
            .ExpectAsync(HttpStatusCode.OK);
        await client.GetAsync("/api/v1/auth/me").ExpectProblemAsync(HttpStatusCode.Unauthorized, "http:401");
        await api.RefreshAsync(answer.Text("refresh_token")).ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(JsonValueKind.Null, (await service.GetAsync("/internal/keys").ExpectAsync(HttpStatusCode.OK))
            .GetProperty("shared_keys").ValueKind);
    }

    [Fact]
    public async Task SecretKey_ThatIsShort_StopsTheStartWithoutShowingIt()
    {
        var fault = await Assert.ThrowsAsync<ServiceDefaults.Settings.SettingsException>(
            () => servers.StartAsync(new() { ["Settings:system:security:jwt_secret_key"] = "your-secret-key" }));

        Assert.Contains("system.security.jwt_secret_key: must be empty, or have 32 to 512 characters", fault.Message);
        Assert.DoesNotContain("your-secret", fault.Message);
    }
}

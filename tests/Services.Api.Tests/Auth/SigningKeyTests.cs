using System.Net;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Auth;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Npgsql;

namespace BtcWatcher.Services.Api.Tests.Auth;

public sealed class SigningKeyTests(Servers servers)
{
    private const string Keys = "/api/v1/auth/signing-keys";

    [Fact]
    public async Task Rotate_OfTheKey_LogsNobodyOut()
    {
        await using var api = await servers.StartAsync();
        var before = await LogInAsync(api);
        using var admin = api.With(before);
        await MoveAsync(api, "created_at", "+ interval '1 hour'");
        await admin.PostAsync(Keys + "/rotate", null)
            .ExpectProblemAsync(HttpStatusCode.Conflict, "auth:key_is_new");
        await MoveAsync(api, "created_at", "- interval '2 hours'");

        var rotated = await admin.PostAsync(Keys + "/rotate", null).ExpectAsync(HttpStatusCode.OK);

        using var service = api.AsService();
        var known = await service.GetAsync("/internal/keys").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(2, known.GetProperty("keys").GetArrayLength());
        await MoveAsync(api, "retired_at", "+ interval '1 hour'");
        Assert.Equal(KeyOf(before), KeyOf(await LogInAsync(api)));
        await MoveAsync(api, "retired_at", "- interval '2 hours'");
        var after = await LogInAsync(api);
        Assert.Equal(rotated.Text("key_id"), KeyOf(after));
        using var renewed = api.With(after);
        foreach (var client in (HttpClient[])[admin, renewed])
        {
            var list = await client.GetAsync(Keys).ExpectAsync(HttpStatusCode.OK);
            Assert.Equal(2, list.GetProperty("total").GetInt32());
        }
    }

    [Theory]
    [InlineData("GET", Keys)]
    [InlineData("POST", Keys + "/rotate")]
    public async Task Keys_OfAnOperator_Answer403(string method, string path)
    {
        using var client = await servers.Api.AsAsync(Policies.Operator);
        using var request = new HttpRequestMessage(new(method), path);
        await client.SendAsync(request).ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
    }

    private static string KeyOf(string token) => new JsonWebToken(token).Kid;

    private static async Task<string> LogInAsync(ApiHost api) =>
        (await api.LoginAsync("admin", ApiHost.AdminPassword).ExpectAsync(HttpStatusCode.OK)).Text("access_token");

    // Moves the times of the keys instead of the clock.
    private static async Task MoveAsync(ApiHost api, string column, string by)
    {
        await using var command = api.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            $"update signing_keys set {column} = {column} {by}");
        await command.ExecuteNonQueryAsync();
        await api.Services.GetRequiredService<SigningKeys>().LoadAsync(CancellationToken.None);
    }
}

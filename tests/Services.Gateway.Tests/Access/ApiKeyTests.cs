using System.Net.Http.Headers;
using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Gateway.Tests.Access;

public sealed class ApiKeyTests : GatewayTest
{
    private static readonly string Key = "btcw_" + new string('k', 43);

    [Fact]
    public async Task Key_OfAnOperator_OperatesAndIsAskedOnce()
    {
        Give(Policies.Operator);

        await ExpectAsync("GET", 1, "status", 200);
        await ExpectAsync("POST", 1, "start", 200);
        await ExpectAsync("POST", 1, "forceexit", 403);

        Assert.Equal(1, Services.KeyQuestions);
        Assert.DoesNotContain(Key, First.Last.Headers.Authorization.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_InItsOwnHeader_IsTakenAndGoesToNoInstance()
    {
        Give(Policies.Viewer);
        using var client = Gateway.With(null);
        client.DefaultRequestHeaders.Add("X-API-Key", Key);
        using var response = await client.GetAsync("/api/strategy/1/status");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.False(First.Last.Headers.ContainsKey("X-API-Key"));
    }

    [Fact]
    public async Task Key_OfOneStrategy_ReachesNoOther()
    {
        Give(Policies.Admin, strategies: [2]);

        await ExpectAsync("GET", 2, "status", 200);
        await ExpectAsync("GET", 1, "status", 403);

        Assert.Empty(First.Requests);
    }

    [Fact]
    public async Task Key_ThatOnlyReads_StartsNothing()
    {
        Give(Policies.Admin, readOnly: true);

        await ExpectAsync("GET", 1, "status", 200);
        await ExpectAsync("POST", 1, "start", 403);
    }

    [Fact]
    public async Task Key_Revoked_IsRefusedOnceTheMessageHasCome()
    {
        Give(Policies.Viewer);
        await ExpectAsync("GET", 1, "status", 200);
        Services.ApiKeys.Clear();

        Gateway.Services.GetRequiredService<IApiKeys>().Forget();

        await ExpectAsync("GET", 1, "status", 401);
    }

    [Fact]
    public async Task Key_Unknown_Is401() => await ExpectAsync("GET", 1, "status", 401);

    [Fact]
    public async Task Key_WhileTheApiIsAway_Is503NeverA401()
    {
        Services.ApiAway = true;
        await ExpectAsync("GET", 1, "status", 503);
    }

    private void Give(string role, bool readOnly = false, int[]? strategies = null) => Services.ApiKeys[Key] = new(
        Guid.CreateVersion7(), Guid.CreateVersion7(), "trader", role, readOnly, strategies,
        DateTimeOffset.UtcNow.AddHours(1));

    private async Task ExpectAsync(string method, int strategy, string call, int status)
    {
        using var client = Gateway.With(new AuthenticationHeaderValue("Bearer", Key));
        using var response = await client.SendAsync(
            new HttpRequestMessage(new HttpMethod(method), $"/api/strategy/{strategy}/{call}"));
        Assert.Equal(status, (int)response.StatusCode);
    }
}

using System.Net;
using System.Text.Json;
using BtcWatcher.ServiceDefaults.Auth;

namespace BtcWatcher.Services.Api.Tests.Strategies;

public sealed class StrategyListTests(Servers servers)
{
    [Fact]
    public async Task List_InPages_TellsTheTrueTotal()
    {
        await using var api = await servers.StartAsync();
        using var client = await api.AsAsync(Policies.Operator);
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal(i, await StrategyTests.CreateAsync(client, $"s_{i}",
                new { tags = new[] { i % 2 == 0 ? "even" : "odd" } }));
        }

        await client.DeleteAsync("/api/v1/strategies/2").ExpectAsync(HttpStatusCode.OK);

        var first = await ListAsync(client, "?limit=3");
        Assert.Equal([1, 3, 4], Ids(first));
        Assert.Equal(4, first.GetProperty("total").GetInt64());
        var second = await ListAsync(client, $"?limit=3&after={first.Text("next")}");
        Assert.Equal([5], Ids(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Equal([4], Ids(await ListAsync(client, "?tag=even")));
        Assert.Equal([5], Ids(await ListAsync(client, "?search=S_5")));
        Assert.Empty(Ids(await ListAsync(client, "?search=%25")));
        Assert.Equal([1, 3, 4, 5], Ids(await ListAsync(client, "?search=sample&state=unknown")));
        Assert.Empty(Ids(await ListAsync(client, "?state=running")));
        Assert.Equal(
            JsonValueKind.Null, (await ListAsync(client, "?total=false")).GetProperty("total").ValueKind);
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=1000")]
    [InlineData("?after=nonsense")]
    [InlineData("?search=%00")]
    public async Task List_WithBadInput_Answers400(string query)
    {
        using var client = await servers.Api.AsAsync(Policies.Viewer);
        await client.GetAsync("/api/v1/strategies" + query)
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:invalid");
    }

    private static Task<JsonElement> ListAsync(HttpClient client, string query) =>
        client.GetAsync("/api/v1/strategies" + query).ExpectAsync(HttpStatusCode.OK);

    private static List<int> Ids(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("strategy_id").GetInt32())];
}

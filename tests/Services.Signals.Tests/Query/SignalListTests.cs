using System.Net;
using System.Text.Json.Nodes;
using BtcWatcher.Services.Signals.Tests.Harness;

namespace BtcWatcher.Services.Signals.Tests.Query;

/// <summary>Two strategies with candle signals of all levels, trades and a status message.</summary>
public sealed class ListedSignals(Servers servers) : IAsyncLifetime
{
    internal SignalsService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Service = await SignalsService.StartAsync(servers);
        await Service.KnowAsync(1);
        await Service.KnowAsync(2);
        for (var n = 0; n < 25; n++)
        {
            await Service.StoreAsync(1, Messages.CandleSignal(n * 4, candle: Messages.Candle(n), tag: null));
        }

        await Service.StoreAsync(2, Messages.CandleSignal(95, "BTC/USDT", side: "exit_long"));
        await Service.StoreAsync(2, Messages.Trade("entry", tag: null));
        await Service.StoreAsync(2, Messages.Status());
    }

    public async ValueTask DisposeAsync() => await Service.DisposeAsync();
}

public sealed class SignalListTests(ListedSignals fixture) : IClassFixture<ListedSignals>
{
    [Theory]
    [InlineData("", 28)]
    [InlineData("strategy_id=1", 25)]
    [InlineData("strategy_id=2", 3)]
    [InlineData("strategy_id=3", 0)]
    [InlineData("pair=BTC/USDT", 1)]
    [InlineData("kind=trade", 1)]
    [InlineData("kind=trade,status", 2)]
    [InlineData("action=sell", 1)]
    [InlineData("level=strong", 6)]
    [InlineData("level=strong,medium", 11)]
    [InlineData("priority=P1", 5)]
    [InlineData("priority=P0&level=weak", 0)]
    [InlineData("strategy_id=1&level=weak&pair=ETH/USDT", 5)]
    [InlineData("from=2101-01-01", 0)]
    [InlineData("to=2001-01-01T00:00:00Z", 0)]
    public async Task List_WithFilter_HasExactlyWhatMatches(string query, long total)
    {
        var page = await ListAsync(query);

        Assert.Equal(total, page["total"]!.GetValue<long>());
        Assert.Equal(total, page["items"]!.AsArray().Count);
        Assert.Null(page["next"]);
    }

    [Fact]
    public async Task List_PageByPage_GivesEachSignalOnceNewestFirst()
    {
        var seen = new List<JsonNode>();
        string? after = null;
        do
        {
            var page = await ListAsync($"limit=7&total=false{(after is null ? "" : "&after=" + after)}");
            Assert.Null(page["total"]);
            seen.AddRange(page["items"]!.AsArray()!);
            after = page["next"]?.GetValue<string>();
        }
        while (after is not null);

        var times = seen.ConvertAll(item => item["event_time"]!.GetValue<DateTimeOffset>());
        Assert.Equal(28, seen.Select(item => item["id"]!.GetValue<string>()).Distinct().Count());
        Assert.Equal(28, seen.Count);
        Assert.Equal(times.OrderDescending(), times);
    }

    [Theory]
    [InlineData("level=great", "level")]
    [InlineData("level=1", "level")]
    [InlineData("kind=", "kind")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "limit")]
    [InlineData("strategy_id=x", "strategy_id")]
    [InlineData("from=yesterday", "from")]
    [InlineData("after=AAAA", "after")]
    [InlineData("total=maybe", "total")]
    [InlineData("stratgy_id=1", "stratgy_id")]
    public async Task List_WithBadFilter_Is400ThatSaysWhatIsAllowed(string query, string field)
    {
        using var client = fixture.Service.As("viewer");
        using var answer = await client.GetAsync($"/api/v1/signals?{query}");
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("urn:btcwatcher:signals:filter", problem["type"]!.GetValue<string>());
        Assert.NotNull(problem["errors"]![field]);
    }

    [Fact]
    public async Task Get_UnknownId_Is404()
    {
        using var client = fixture.Service.As("viewer");
        using var answer = await client.GetAsync($"/api/v1/signals/{Guid.NewGuid()}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/signals", "viewer", HttpStatusCode.OK)]
    [InlineData("/api/v1/signals", null, HttpStatusCode.Unauthorized)]
    [InlineData("/api/v1/signals", "service", HttpStatusCode.Forbidden)]
    [InlineData("/internal/signals", "service", HttpStatusCode.OK)]
    [InlineData("/internal/signals", "admin", HttpStatusCode.Forbidden)]
    [InlineData("/internal/signals", null, HttpStatusCode.Unauthorized)]
    [InlineData("/internal/signals?limit=5000", "service", HttpStatusCode.BadRequest)]
    public async Task Get_ByRole_IsWhatThePolicySays(string path, string? role, HttpStatusCode status)
    {
        using var client = role is null ? fixture.Service.Client() : fixture.Service.As(role);
        using var answer = await client.GetAsync(path);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Statistics_OfAllAndOfEach_CountByLevelAndShowTheLast()
    {
        using var client = fixture.Service.As("viewer");
        var statistics = JsonNode.Parse(await client.GetStringAsync("/api/v1/signals/statistics"))!;

        Assert.Equal(27, statistics["day"]!["total"]!.GetValue<long>());
        Assert.Equal(6, statistics["week"]!["strong"]!.GetValue<long>());
        var first = statistics["strategies"]![0]!;
        Assert.Equal((1, 25L), (first["strategy_id"]!.GetValue<int>(), first["day"]!["total"]!.GetValue<long>()));
        Assert.Equal(0m, first["last_signal"]!["strength"]!.GetValue<decimal>());
        Assert.Equal("entry", statistics["strategies"]![1]!["last_signal"]!["event"]!.GetValue<string>());
    }

    private async Task<JsonNode> ListAsync(string query)
    {
        using var client = fixture.Service.As("viewer");
        return JsonNode.Parse(await client.GetStringAsync($"/api/v1/signals?{query}"))!;
    }
}

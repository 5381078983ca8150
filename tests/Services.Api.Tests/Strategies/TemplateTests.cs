using System.Net;
using System.Net.Http.Json;
using BtcWatcher.ServiceDefaults.Auth;

namespace BtcWatcher.Services.Api.Tests.Strategies;

public sealed class TemplateTests(Servers servers)
{
    private const string Root = "/api/v1/strategies/templates";

    [Fact]
    public async Task Templates_OfTheShippedStrategies_MakeStrategies()
    {
        await using var api = await servers.StartAsync(new()
        {
            ["Strategies:Directory"] = Path.Combine(BtcWatcher.Testing.Repository.Root, "strategies"),
        });
        using var client = await api.AsAsync(Policies.Operator);

        var list = await client.GetAsync(Root).ExpectAsync(HttpStatusCode.OK);
        foreach (var (template, number) in list.GetProperty("items").EnumerateArray().Select((one, at) => (one, at)))
        {
            var id = template.Text("template_id");
            var created = await client.PostAsJsonAsync($"{Root}/{id}", new { name = $"made-{number}" })
                .ExpectAsync(HttpStatusCode.Created);
            var read = await client.GetAsync($"{Root}/{id}").ExpectAsync(HttpStatusCode.OK);
            var strategy = await client.GetAsync($"/api/v1/strategies/{created.GetProperty("strategy_id").GetInt32()}")
                .ExpectAsync(HttpStatusCode.OK);
            Assert.Equal(template.Text("strategy_class"), strategy.Text("strategy_class"));
            Assert.True(strategy.GetProperty("files").TryGetProperty("signal_out.py", out _), id);
            Assert.Equal(read.GetProperty("strategy").GetProperty("files").GetRawText(),
                strategy.GetProperty("files").GetRawText());
        }

        Assert.Equal(
            ["ma_cross", "rsi", "custom", "bollinger", "macd", "blank"],
            list.GetProperty("items").EnumerateArray().Select(template => template.Text("template_id")));
        var asked = new { name = "own", strategy_class = "Mine", timeframe = "1h" };
        var own = await client.PostAsJsonAsync($"{Root}/blank", asked).ExpectAsync(HttpStatusCode.Created);
        var mine = await client.GetAsync($"/api/v1/strategies/{own.GetProperty("strategy_id").GetInt32()}")
            .ExpectAsync(HttpStatusCode.OK);
        Assert.Equal("1h", mine.Text("timeframe"));
        var code = mine.GetProperty("files").Text("strategy.py");
        Assert.Contains("class Mine(SignalOut", code, StringComparison.Ordinal);
        await client.PostAsJsonAsync($"{Root}/rsi", new { name = "own" })
            .ExpectProblemAsync(HttpStatusCode.Conflict, "strategies:name_taken");
        var nameless = await client.PostAsJsonAsync($"{Root}/rsi", new { })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:invalid");
        Assert.True(nameless.GetProperty("errors").TryGetProperty("name", out _));
    }

    [Fact]
    public async Task Template_ThatIsNotThere_IsRefused()
    {
        using var client = await servers.Api.AsAsync(Policies.Operator);

        // Nothing is shipped with this one.
        var list = await client.GetAsync(Root).ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(0, list.GetProperty("total").GetInt32());
        await client.GetAsync($"{Root}/rsi").ExpectProblemAsync(HttpStatusCode.NotFound, "strategies:no_such_template");
        await client.PostAsJsonAsync($"{Root}/none", new { name = "x" })
            .ExpectProblemAsync(HttpStatusCode.NotFound, "strategies:no_such_template");
        using var viewer = await servers.Api.AsAsync(Policies.Viewer);
        await viewer.PostAsJsonAsync($"{Root}/rsi", new { }).ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
    }
}

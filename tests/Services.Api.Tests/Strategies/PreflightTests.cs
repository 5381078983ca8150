using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;

namespace BtcWatcher.Services.Api.Tests.Strategies;

public sealed class PreflightTests(Servers servers)
{
    private const string Root = "/api/v1/strategies";
    private static readonly Dictionary<string, string> Files =
        new() { ["sample.py"] = "class Sample(IStrategy): pass" };

    [Fact]
    public async Task Preflight_OfAGoodStrategy_SaysWhatWasChecked()
    {
        await using var supervisor = await FakeSupervisor.StartAsync();
        await using var api = await servers.StartAsync(supervisor.Settings);
        using var client = await api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, "flies", new { files = Files });
        await client.PutAsJsonAsync($"{Root}/{id}", new { timeframe = "1h" }).ExpectAsync(HttpStatusCode.OK);

        var stored = await client.PostAsync($"{Root}/{id}/preflight", null).ExpectAsync(HttpStatusCode.OK);
        await client.PostAsync($"{Root}/{id}/preflight?version=1", null).ExpectAsync(HttpStatusCode.OK);
        var body = await client.PostAsJsonAsync(
            $"{Root}/preflight", StrategyTests.Body("not-saved", new { files = Files })).ExpectAsync(HttpStatusCode.OK);

        foreach (var answer in (JsonElement[])[stored, body])
        {
            Assert.True(answer.GetProperty("ok").GetBoolean(), answer.GetRawText());
            Assert.Equal(0, answer.GetProperty("violations").GetArrayLength());
            Assert.Equal("Sample", answer.GetProperty("classes")[0].Text("name"));
            Assert.Equal(3, answer.GetProperty("checks").GetArrayLength());
        }

        Assert.Equal(["1h", "5m", "5m"], supervisor.Checked.Select(one => one.Profile.Timeframe));
        var list = await client.GetAsync($"{Root}?search=not-saved").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(0, list.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Preflight_OfABadStrategy_NamesEveryPath()
    {
        await using var supervisor = await FakeSupervisor.StartAsync();
        await using var api = await servers.StartAsync(supervisor.Settings);
        using var client = await api.AsAsync(Policies.Operator);
        supervisor.Findings = [new() { Path = "unfilledtimeout.unit", Message = "must be minutes or seconds" }];
        supervisor.Result = FakeSupervisor.Broken(ScanFault.Syntax, "sample.py", 7, "invalid syntax");
        var id = await StrategyTests.CreateAsync(client, "falls", new { files = Files });

        var stored = await client.PostAsync($"{Root}/{id}/preflight", null).ExpectAsync(HttpStatusCode.OK);
        var fields = await client.PostAsJsonAsync($"{Root}/preflight", new
        {
            name = "x", timeframe = "7m", dry_run = false, strategy_class = "Sample", files = Files,
        }).ExpectAsync(HttpStatusCode.OK);
        var taken = await client.PostAsJsonAsync($"{Root}/preflight", StrategyTests.Body("FALLS"))
            .ExpectAsync(HttpStatusCode.OK);

        Assert.False(stored.GetProperty("ok").GetBoolean());
        Assert.Equal(
            ["config unfilledtimeout.unit", "code files.sample.py", "code strategy_class"], Paths(stored));
        Assert.Equal(7, stored.GetProperty("violations")[1].GetProperty("line").GetInt32());
        Assert.Equal(
            [
                "fields dry_run", "fields pair_whitelist", "fields timeframe", "code files.sample.py",
                "code strategy_class",
            ],
            Paths(fields));
        Assert.Equal(["fields name", "config unfilledtimeout.unit", "code files"], Paths(taken));
    }

    [Fact]
    public async Task Preflight_ThatCannotBe_IsRefused()
    {
        using var client = await servers.Api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, "no-preflight", new { files = Files });

        await client.PostAsync($"{Root}/{id}/preflight", null)
            .ExpectProblemAsync(HttpStatusCode.ServiceUnavailable, "forwarding:unavailable");
        await client.PostAsync($"{Root}/{id}/preflight?version=2", null)
            .ExpectProblemAsync(HttpStatusCode.NotFound, "strategies:no_such_version");
        await client.PostAsync($"{Root}/999999/preflight", null)
            .ExpectProblemAsync(HttpStatusCode.NotFound, "strategies:not_found");
        await client.PostAsJsonAsync($"{Root}/preflight", new { name = 5 })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:invalid");
        using var viewer = await servers.Api.AsAsync(Policies.Viewer);
        await viewer.PostAsync($"{Root}/{id}/preflight", null)
            .ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
        await viewer.PostAsJsonAsync($"{Root}/preflight", new { })
            .ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
    }

    private static IEnumerable<string> Paths(JsonElement answer) => answer.GetProperty("violations").EnumerateArray()
        .Select(violation => $"{violation.Text("source")} {violation.Text("path")}");
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BtcWatcher.ServiceDefaults.Auth;

namespace BtcWatcher.Services.Api.Tests.Strategies;

public sealed class VersionTests(Servers servers)
{
    private const string Root = "/api/v1/strategies";
    private const string Code = "class Sample:\n    timeframe = '5m'\n";
    private readonly ApiHost _api = servers.Api;

    [Fact]
    public async Task Versions_OfAChangedStrategy_TellWhoWhenAndWhy()
    {
        var token = await _api.UserAsync(Policies.Operator, "version-author");
        using var client = _api.With(token.AccessToken);
        var id = await StrategyTests.CreateAsync(client, "versioned", new { note = "Begins." });
        await PutAsync(client, id, new { timeframe = "15m", note = "Slower:\nfewer signals." });
        await PutAsync(client, id, new { timeframe = "1h" });
        using var viewer = await _api.AsAsync(Policies.Viewer);

        var first = await viewer.GetAsync($"{Root}/{id}/versions?limit=2").ExpectAsync(HttpStatusCode.OK);
        var rest = await viewer.GetAsync($"{Root}/{id}/versions?after={first.Text("next")}&total=false")
            .ExpectAsync(HttpStatusCode.OK);

        Assert.Equal(3, first.GetProperty("total").GetInt32());
        Assert.Equal([3, 2], Numbers(first));
        Assert.Equal([1], Numbers(rest));
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("next").ValueKind);
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("total").ValueKind);
        var (newest, second) = (first.GetProperty("items")[0], first.GetProperty("items")[1]);
        Assert.True(newest.GetProperty("is_current").GetBoolean());
        Assert.Equal(JsonValueKind.Null, newest.GetProperty("note").ValueKind);
        Assert.False(second.GetProperty("is_current").GetBoolean());
        Assert.Equal("Slower:\nfewer signals.", second.Text("note"));
        Assert.Equal("version-author", second.Text("author"));
        Assert.Equal("v2.0", second.Text("version"));
        Assert.True(newest.GetProperty("created_at").GetDateTimeOffset()
            >= second.GetProperty("created_at").GetDateTimeOffset());
        Assert.Equal("Begins.", rest.GetProperty("items")[0].Text("note"));
    }

    [Fact]
    public async Task Version_Read_IsWhatItWas()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, "was", new { files = Files(Code) });
        await PutAsync(client, id, new { timeframe = "15m", files = Files(Code + "# more\n") });

        var version = await client.GetAsync($"{Root}/{id}/versions/1").ExpectAsync(HttpStatusCode.OK);

        Assert.Equal(id, version.GetProperty("strategy_id").GetInt32());
        Assert.Equal("5m", version.GetProperty("strategy").Text("timeframe"));
        Assert.Equal(Code, version.GetProperty("strategy").GetProperty("files").Text("a.py"));
        Assert.False(version.GetProperty("strategy").TryGetProperty("tags", out _));
    }

    [Fact]
    public async Task Diff_OfTwoVersions_NamesFieldsAndLines()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, "differs", new
        {
            files = Files(Code), extra_config = new { unfilledtimeout = new { entry = 5, exit = 7 } },
        });
        await PutAsync(client, id, new
        {
            timeframe = "15m", pair_whitelist = new[] { "BTC/USDT", "ETH/USDT" },
            files = new Dictionary<string, string> { ["a.py"] = Code.Replace("5m", "15m"), ["lib/b.py"] = "x = 1\n" },
            extra_config = new { unfilledtimeout = new { entry = 6, exit = 7 } },
        });

        var diff = await client.GetAsync($"{Root}/{id}/versions/1/diff/2").ExpectAsync(HttpStatusCode.OK);
        var back = await client.GetAsync($"{Root}/{id}/versions/2/diff/1").ExpectAsync(HttpStatusCode.OK);
        var none = await client.GetAsync($"{Root}/{id}/versions/2/diff/2").ExpectAsync(HttpStatusCode.OK);

        Assert.Equal(
            ["extra_config.unfilledtimeout.entry", "pair_whitelist", "timeframe", "version"],
            diff.GetProperty("fields").EnumerateArray().Select(field => field.Text("field")));
        Assert.Equal((5, 6), (diff.GetProperty("fields")[0].GetProperty("from").GetInt32(),
            diff.GetProperty("fields")[0].GetProperty("to").GetInt32()));
        var (changed, added) = (diff.GetProperty("files")[0], diff.GetProperty("files")[1]);
        Assert.Equal(("a.py", "changed"), (changed.Text("file"), changed.Text("change")));
        Assert.Equal(
            "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n class Sample:\n-    timeframe = '5m'\n+    timeframe = '15m'\n",
            changed.Text("diff"));
        Assert.Equal(("lib/b.py", "added", 1),
            (added.Text("file"), added.Text("change"), added.GetProperty("lines_added").GetInt32()));
        Assert.Equal("removed", back.GetProperty("files")[1].Text("change"));
        Assert.Equal(0, none.GetProperty("fields").GetArrayLength() + none.GetProperty("files").GetArrayLength());
    }

    [Fact]
    public async Task Rollback_ToAVersion_IsANewVersionEqualToIt()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, "rolls", new { files = Files(Code), tags = new[] { "kept" } });
        await PutAsync(client, id, new { name = "rolled", timeframe = "15m", files = Files(Code + "#\n") });
        await client.PostAsync($"{Root}/{id}/start", null).ExpectAsync(HttpStatusCode.Accepted);

        var back = await client.PostAsync($"{Root}/{id}/versions/1/rollback", null).ExpectAsync(HttpStatusCode.OK);

        Assert.Equal((3, "v3.0"), (back.GetProperty("version_number").GetInt32(), back.Text("version")));
        var diff = await client.GetAsync($"{Root}/{id}/versions/1/diff/3").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal("version", Assert.Single(diff.GetProperty("fields").EnumerateArray()).Text("field"));
        Assert.Equal(0, diff.GetProperty("files").GetArrayLength());
        var strategy = await client.GetAsync($"{Root}/{id}").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(("rolls", "5m"), (strategy.Text("name"), strategy.Text("timeframe")));
        Assert.Equal("kept", strategy.GetProperty("tags")[0].GetString());
        var version = await client.GetAsync($"{Root}/{id}/versions/3").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal("Back to version 1 (v1.0).", version.Text("note"));
        using var service = _api.AsService();
        var all = await service.GetAsync("/internal/desired-states").ExpectAsync(HttpStatusCode.OK);
        var command = all.EnumerateArray().Single(item => item.GetProperty("strategy_id").GetInt32() == id);
        Assert.Equal(3, command.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Rollback_ThatCannotBe_ChangesNothing()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, "stays-there");
        var url = $"{Root}/{id}/versions/1/rollback";

        await client.PostAsync(url, null).ExpectProblemAsync(HttpStatusCode.Conflict, "strategies:same_version");
        await client.PostAsync($"{Root}/{id}/versions/2/rollback", null)
            .ExpectProblemAsync(HttpStatusCode.NotFound, "strategies:no_such_version");
        await client.PostAsJsonAsync(url, new { notes = "x" })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "http:unknown_field");
        var note = await client.PostAsJsonAsync(url, new { note = new string('x', 501) })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:invalid");
        Assert.True(note.GetProperty("errors").TryGetProperty("note", out _));
        using var old = new HttpRequestMessage(HttpMethod.Post, url);
        old.Headers.TryAddWithoutValidation("If-Match", "\"7\"");
        await client.SendAsync(old).ExpectProblemAsync(HttpStatusCode.PreconditionFailed, "strategies:changed");
        using var viewer = await _api.AsAsync(Policies.Viewer);
        await viewer.PostAsync(url, null).ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");

        var versions = await client.GetAsync($"{Root}/{id}/versions").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal([1], Numbers(versions));
    }

    [Fact]
    public async Task Rollback_ToANameThatIsTakenNow_Answers409()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, "first-name");
        await PutAsync(client, id, new { name = "second-name" });
        await StrategyTests.CreateAsync(client, "first-name");

        await client.PostAsync($"{Root}/{id}/versions/1/rollback", null)
            .ExpectProblemAsync(HttpStatusCode.Conflict, "strategies:name_taken");
    }

    [Theory]
    [InlineData("versions/9", 404, "strategies:no_such_version")]
    [InlineData("versions/0", 404, "strategies:no_such_version")]
    [InlineData("versions/1/diff/9", 404, "strategies:no_such_version")]
    [InlineData("versions?after=%25", 400, "strategies:invalid")]
    [InlineData("versions?limit=0", 400, "strategies:invalid")]
    public async Task Question_ThatHasNoAnswer_IsRefused(string path, int status, string type)
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, $"asked-{Guid.NewGuid():N}");

        await client.GetAsync($"{Root}/{id}/{path}").ExpectProblemAsync((HttpStatusCode)status, type);
        await client.GetAsync($"{Root}/999999/versions/1")
            .ExpectProblemAsync(HttpStatusCode.NotFound, "strategies:not_found");
    }

    [Fact]
    public async Task Update_WithTheSameRawConfigInAnotherOrder_IsNoNewVersion()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, "ordered", new { extra_config = new { zz = 1, a = 2 } });

        var same = await PutAsync(client, id, new { extra_config = new { a = 2, zz = 1 } });

        Assert.Equal(1, same.GetProperty("version_number").GetInt32());
    }

    private static int[] Numbers(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("version_number").GetInt32())];

    private static Dictionary<string, string> Files(string code) => new() { ["a.py"] = code };

    private static Task<JsonElement> PutAsync(HttpClient client, int id, object body) =>
        client.PutAsJsonAsync($"{Root}/{id}", body).ExpectAsync(HttpStatusCode.OK);
}

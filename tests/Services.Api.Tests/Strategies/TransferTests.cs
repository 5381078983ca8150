using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.ServiceDefaults.Auth;

namespace BtcWatcher.Services.Api.Tests.Strategies;

public sealed class TransferTests(Servers servers)
{
    private const string Root = "/api/v1/strategies";
    private readonly ApiHost _api = servers.Api;

    [Fact]
    public async Task Clone_OfAStrategy_IsANewOneThatHoldsTheSame()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, "original", Everything("original"));
        await client.PutAsJsonAsync($"{Root}/{id}", new { timeframe = "1h" }).ExpectAsync(HttpStatusCode.OK);

        var first = await CloneAsync(client, id, null);
        var second = await CloneAsync(client, id, null);
        var old = await CloneAsync(client, id, new { name = "of-version-1", version_number = 1, note = "Try." });

        Assert.Equal("original copy", (await ReadAsync(client, first)).Text("name"));
        Assert.Equal("original copy 2", (await ReadAsync(client, second)).Text("name"));
        var copy = await ReadAsync(client, old);
        Assert.Equal(("of-version-1", "30m", "v1.0", "stopped"), (copy.Text("name"), copy.Text("timeframe"),
            copy.Text("version"), copy.Text("desired_state")));
        foreach (var field in (string[])["files", "extra_config", "strength", "tags", "limits", "stake_amount"])
        {
            Assert.True(JsonElement.DeepEquals(
                (await ReadAsync(client, first)).GetProperty(field),
                (await ReadAsync(client, id)).GetProperty(field)), field);
        }

        var version = await client.GetAsync($"{Root}/{old}/versions/1").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal("Try.", version.Text("note"));
    }

    [Fact]
    public async Task Clone_ThatCannotBe_NamesTheField()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, "clone-of-this");
        var url = $"{Root}/{id}/clone";

        await client.PostAsJsonAsync(url, new { name = "clone-of-this" })
            .ExpectProblemAsync(HttpStatusCode.Conflict, "strategies:name_taken");
        await ErrorAsync(client.PostAsJsonAsync(url, new { name = " " }), "name");
        await ErrorAsync(client.PostAsJsonAsync(url, new { version_number = 2 }), "version_number");
        await client.PostAsJsonAsync(url, new { title = "x" })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "http:unknown_field");
        await client.PostAsync($"{Root}/999999/clone", null)
            .ExpectProblemAsync(HttpStatusCode.NotFound, "strategies:not_found");
        using var viewer = await _api.AsAsync(Policies.Viewer);
        await viewer.PostAsync(url, null).ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
    }

    [Fact]
    public async Task Export_ThenImport_IsExactlyTheSame()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, "travels", Everything("travels"));
        using var answer = await client.GetAsync($"{Root}/{id}/export");
        Assert.Equal("strategy-travels-1.json", answer.Content.Headers.ContentDisposition!.FileNameStar);
        var file = await answer.Content.ReadAsByteArrayAsync();

        await PostAsync(client, file).ExpectProblemAsync(HttpStatusCode.Conflict, "strategies:name_taken");
        var fromJson = await PostAsync(client, file, "?name=arrived").ExpectAsync(HttpStatusCode.Created);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), "file", "strategy.json" } };
        var fromForm = await client.PostAsync($"{Root}/import?name=travels", form)
            .ExpectAsync(HttpStatusCode.Conflict);
        await client.DeleteAsync($"{Root}/{id}").ExpectAsync(HttpStatusCode.OK);
        using var again = new MultipartFormDataContent { { new ByteArrayContent(file), "file", "strategy.json" } };
        var whole = await client.PostAsync($"{Root}/import", again).ExpectAsync(HttpStatusCode.Created);

        Assert.Equal("urn:btcwatcher:strategies:name_taken", fromForm.Text("type"));
        Assert.Equal("created", fromJson.Text("status"));
        var exported = await client.GetByteArrayAsync($"{Root}/{whole.GetProperty("strategy_id").GetInt32()}/export");
        Assert.Equal(Encoding.UTF8.GetString(file), Encoding.UTF8.GetString(exported));
        var renamed = await client.GetByteArrayAsync($"{Root}/{fromJson.GetProperty("strategy_id").GetInt32()}/export");
        Assert.Equal(
            Encoding.UTF8.GetString(file).Replace("\"travels\"", "\"arrived\"", StringComparison.Ordinal),
            Encoding.UTF8.GetString(renamed));
    }

    [Fact]
    public async Task Export_OfSecretsInTheRawConfig_LeavesThemOutAndSaysSo()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, "holds-secrets", new
        {
            extra_config = new
            {
                pairlists = new object[]
                {
                    new { method = "RemotePairList", bearer_token = "hidden-1", refresh_period = 60 },
                },
                exchange = new { ccxt_config = new { apiKey = "hidden-2", httpsProxy = "http://u:hidden-3@10.0.0.1" } },
                producers = new[] { "wss://me:hidden-4@there", "wss://there" },
            },
        });

        var text = await client.GetStringAsync($"{Root}/{id}/export");

        Assert.DoesNotContain("hidden", text, StringComparison.Ordinal);
        var file = JsonNode.Parse(text)!;
        Assert.Equal(
            [
                "strategy.extra_config.exchange.ccxt_config.apiKey",
                "strategy.extra_config.exchange.ccxt_config.httpsProxy",
                "strategy.extra_config.pairlists[0].bearer_token", "strategy.extra_config.producers[0]",
            ],
            file["left_out"]!.AsArray().Select(path => (string)path!).Order(StringComparer.Ordinal));
        Assert.Equal(60, (int)file["strategy"]!["extra_config"]!["pairlists"]![0]!["refresh_period"]!);
        await client.DeleteAsync($"{Root}/{id}").ExpectAsync(HttpStatusCode.OK);
        await PostAsync(client, Encoding.UTF8.GetBytes(text)).ExpectAsync(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("{", "file")]
    [InlineData("null", "file")]
    [InlineData("{}", "format")]
    [InlineData("""{"format":"btcwatcher-strategy","format_version":2,"strategy":{}}""", "format_version")]
    [InlineData("""{"format":"btcwatcher-strategy","format_version":1}""", "strategy")]
    [InlineData("""{"format":"btcwatcher-strategy","format_version":1,"more":1}""", "more")]
    [InlineData("""{"format":"btcwatcher-strategy","format_version":1,"strategy":{"name":5}}""", "strategy.name")]
    [InlineData("""{"format":"btcwatcher-strategy","format_version":1,"strategy":{"name":"x","dry_run":false}}""",
        "strategy.dry_run")]
    [InlineData("""{"format":"btcwatcher-strategy","format_version":1,"strategy":{"secret":1}}""", "secret")]
    public async Task Import_OfAnotherFile_NamesWhatIsWrong(string file, string field)
    {
        using var client = await _api.AsAsync(Policies.Operator);
        await ErrorAsync(PostAsync(client, Encoding.UTF8.GetBytes(file)), field);
    }

    [Fact]
    public async Task Import_InAnotherWay_IsRefused()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        using var text = new StringContent("{}");
        await client.PostAsync($"{Root}/import", text)
            .ExpectProblemAsync(HttpStatusCode.UnsupportedMediaType, "http:415");
        using var empty = new MultipartFormDataContent { { new StringContent("x"), "note" } };
        await ErrorAsync(client.PostAsync($"{Root}/import", empty), "file");
        using var broken = new StringContent(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n");
        broken.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "x") } };
        await ErrorAsync(client.PostAsync($"{Root}/import", broken), "body");
        using var viewer = await _api.AsAsync(Policies.Viewer);
        await PostAsync(viewer, "{}"u8.ToArray()).ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
        await viewer.GetAsync($"{Root}/999999/export")
            .ExpectProblemAsync(HttpStatusCode.NotFound, "strategies:not_found");
    }

    private static object Everything(string name) => new
    {
        name,
        timeframe = "30m",
        exchange = "bybit",
        pair_blacklist = new[] { "BNB/.*" },
        pair_whitelist = new[] { "BTC/USDT", "ETH/USDT" },
        dry_run_wallet = 1234.5m,
        stake_amount = "unlimited",
        max_open_trades = 7,
        strength = new { min = -5, max = 5, weak = 0.5m, medium = 1.25m, strong = 3 },
        limits = new { memory_mb = 512 },
        tags = new[] { "a", "交易" },
        extra_config = new { zeta = 1.50m, alpha = new { list = new object[] { 1, "two", false } }, key = "" },
        files = new Dictionary<string, string>
        {
            ["sample.py"] = "class Sample:\r\n    x = 'ü \"quoted\" \\ \t'\n", ["lib/helper.py"] = "",
            ["s.json"] = "{}",
        },
    };

    private static async Task<int> CloneAsync(HttpClient client, int id, object? body)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        var answer = await client.PostAsync($"{Root}/{id}/clone", content).ExpectAsync(HttpStatusCode.Created);
        Assert.Equal("created", answer.Text("status"));
        return answer.GetProperty("strategy_id").GetInt32();
    }

    private static Task<JsonElement> ReadAsync(HttpClient client, int id) =>
        client.GetAsync($"{Root}/{id}").ExpectAsync(HttpStatusCode.OK);

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, byte[] file, string query = "")
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new("application/json");
        return await client.PostAsync($"{Root}/import{query}", content);
    }

    private static async Task ErrorAsync(Task<HttpResponseMessage> sending, string field)
    {
        var problem = await sending.ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:invalid");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BtcWatcher.ServiceDefaults.Auth;

namespace BtcWatcher.Services.Api.Tests.Strategies;

public sealed class StrategyTests(Servers servers)
{
    private const string Root = "/api/v1/strategies";
    private readonly ApiHost _api = servers.Api;

    [Fact]
    public async Task Create_ThenRead_ShowsEverything()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await CreateAsync(client, "reads-back", new
        {
            files = new Dictionary<string, string> { ["a.py"] = "class Sample: pass" },
            extra_config = new { process_only_new_candles = true },
            stake_amount = 50.5,
            tags = new[] { "mine" },
        });

        using var response = await client.GetAsync($"{Root}/{id}");
        var strategy = await Task.FromResult(response).ExpectAsync(HttpStatusCode.OK);

        Assert.Equal("\"1\"", response.Headers.ETag!.Tag);
        Assert.Equal("reads-back", strategy.Text("name"));
        Assert.Equal("v1.0", strategy.Text("version"));
        Assert.Equal(1, strategy.GetProperty("version_number").GetInt32());
        Assert.Equal("stopped", strategy.Text("desired_state"));
        Assert.Equal("unknown", strategy.Text("state"));
        Assert.Equal(50.5m, strategy.GetProperty("stake_amount").GetDecimal());
        Assert.Equal("class Sample: pass", strategy.GetProperty("files").Text("a.py"));
        Assert.True(strategy.GetProperty("extra_config").GetProperty("process_only_new_candles").GetBoolean());
        Assert.Equal(80, strategy.GetProperty("strength").GetProperty("strong").GetDecimal());
        Assert.True(strategy.GetProperty("simulated").GetBoolean());
    }

    [Fact]
    public async Task Create_WithANameThatIsTaken_Answers409()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        await CreateAsync(client, "taken-once");

        await PostAsync(client, Body("Taken-Once"))
            .ExpectProblemAsync(HttpStatusCode.Conflict, "strategies:name_taken");
    }

    [Theory]
    [InlineData("{\"name\":5}", "name")]
    [InlineData("{\"pair_whitelist\":\"BTC/USDT\"}", "pair_whitelist")]
    [InlineData("{\"files\":{\"a.py\":5}}", "files")]
    [InlineData("{\"max_open_trades\":1.5}", "max_open_trades")]
    [InlineData("{\"name\":\"\\ud800\"}", "name")]
    [InlineData("[]", "body")]
    [InlineData("null", "body")]
    [InlineData("{", "body")]
    [InlineData("", "body")]
    public async Task Create_WithAMalformedBody_NamesTheField(string body, string field)
    {
        using var client = await _api.AsAsync(Policies.Operator);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        var problem = await client.PostAsync(Root, content)
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:invalid");

        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Create_AsPlainText_Answers415()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        using var content = new StringContent("{}");
        await client.PostAsync(Root, content).ExpectProblemAsync(HttpStatusCode.UnsupportedMediaType, "http:415");
    }

    [Fact]
    public async Task Create_WithAnIdempotencyKey_HappensOnce()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        client.DefaultRequestHeaders.Add("Idempotency-Key", "key-1");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            PostAsync(client, Body("only-once")).ExpectAsync(HttpStatusCode.Created)));

        Assert.Single(answers.Select(answer => answer.GetProperty("strategy_id").GetInt32()).Distinct());
        await PostAsync(client, Body("another")).ExpectProblemAsync(
            HttpStatusCode.UnprocessableEntity, "idempotency:key_reused");
        using var other = await _api.AsAsync(Policies.Operator);
        other.DefaultRequestHeaders.Add("Idempotency-Key", "key-1");
        await PostAsync(other, Body("of-another-user")).ExpectAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Update_OfTheCode_IsANewVersion()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await CreateAsync(client, "changes");

        var updated = await PutAsync(client, id, new { timeframe = "15m" }).ExpectAsync(HttpStatusCode.OK);

        Assert.Equal(2, updated.GetProperty("version_number").GetInt32());
        Assert.Equal("v2.0", updated.Text("version"));
        var same = await PutAsync(client, id, new { timeframe = "15m" }).ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(2, same.GetProperty("version_number").GetInt32());
        using var service = _api.AsService();
        foreach (var (version, timeframe) in ((int, string)[])[(1, "5m"), (2, "15m")])
        {
            var stored = await service.GetAsync($"/internal/strategies/{id}/versions/{version}")
                .ExpectAsync(HttpStatusCode.OK);
            Assert.Equal(timeframe, stored.GetProperty("profile").Text("timeframe"));
        }

        await service.GetAsync($"/internal/strategies/{id}/versions/3").ExpectAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Update_WithAnOldTag_Answers412()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await CreateAsync(client, "two-editors");
        await PutAsync(client, id, new { timeframe = "15m" }, "\"1\"").ExpectAsync(HttpStatusCode.OK);

        await PutAsync(client, id, new { timeframe = "1h" }, "\"1\"")
            .ExpectProblemAsync(HttpStatusCode.PreconditionFailed, "strategies:changed");
        await PutAsync(client, id, new { timeframe = "1h" }, "\"2\"").ExpectAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Update_WithBadInput_ChangesNothing()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await CreateAsync(client, "stays");

        await PutAsync(client, id, new { timeframe = "15m", dry_run = false })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:invalid");

        var strategy = await client.GetAsync($"{Root}/{id}").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(1, strategy.GetProperty("version_number").GetInt32());
    }

    [Fact]
    public async Task Delete_OfAStrategy_HidesItAndNeverGivesItsNumberAgain()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await CreateAsync(client, "goes");

        var deleted = await client.DeleteAsync($"{Root}/{id}").ExpectAsync(HttpStatusCode.OK);

        Assert.Equal("deleted", deleted.Text("status"));
        await client.GetAsync($"{Root}/{id}").ExpectProblemAsync(HttpStatusCode.NotFound, "strategies:not_found");
        await client.DeleteAsync($"{Root}/{id}").ExpectProblemAsync(HttpStatusCode.NotFound, "strategies:not_found");
        await client.PostAsync($"{Root}/{id}/start", null)
            .ExpectProblemAsync(HttpStatusCode.NotFound, "strategies:not_found");
        Assert.True(await CreateAsync(client, "goes") > id);
    }

    [Theory]
    [InlineData("start", "running", 0)]
    [InlineData("stop", "stopped", 0)]
    [InlineData("restart", "running", 1)]
    public async Task Action_OnAStrategy_IsAcceptedAndAsksForTheState(string action, string desired, int nonce)
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await CreateAsync(client, $"to-{action}");

        using var response = await client.PostAsync($"{Root}/{id}/{action}", null);

        var answer = await Task.FromResult(response).ExpectAsync(HttpStatusCode.Accepted);
        Assert.Equal("accepted", answer.Text("status"));
        Assert.Equal(id, answer.GetProperty("strategy_id").GetInt32());
        Assert.NotEmpty(answer.Text("message"));
        var job = await client.GetAsync($"/api/v1/jobs/{answer.Text("job_id")}").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal((action, "running"), (job.Text("kind"), job.Text("state")));
        using var service = _api.AsService();
        var all = await service.GetAsync("/internal/desired-states").ExpectAsync(HttpStatusCode.OK);
        var command = all.EnumerateArray().Single(item => item.GetProperty("strategy_id").GetInt32() == id);
        Assert.Equal(desired, command.Text("state"));
        Assert.Equal(2, command.GetProperty("revision").GetInt64());
        Assert.Equal(nonce, command.GetProperty("restart_nonce").GetInt32());
    }

    [Fact]
    public async Task Command_ThatDoesNotExist_Answers400()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await CreateAsync(client, "commanded");

        await client.PostAsync($"{Root}/{id}/commands/explode", null)
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:unknown_command");
        await client.PostAsync($"{Root}/{id}/commands/stop", null)
            .ExpectProblemAsync(HttpStatusCode.ServiceUnavailable, "forwarding:unavailable");
    }

    [Fact]
    public async Task Write_AsViewer_Answers403()
    {
        using var client = await _api.AsAsync(Policies.Viewer);

        await PostAsync(client, Body("forbidden")).ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
        await client.PostAsync($"{Root}/1/start", null).ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
    }

    internal static async Task<int> CreateAsync(HttpClient client, string name, object? more = null)
    {
        var created = await PostAsync(client, Body(name, more)).ExpectAsync(HttpStatusCode.Created);
        Assert.Equal("created", created.Text("status"));
        return created.GetProperty("strategy_id").GetInt32();
    }

    internal static Dictionary<string, object?> Body(string name, object? more = null)
    {
        var body = new Dictionary<string, object?>
        {
            ["name"] = name,
            ["strategy_class"] = "Sample",
            ["pair_whitelist"] = new[] { "BTC/USDT" },
        };
        if (more is null) return body;
        foreach (var member in JsonSerializer.SerializeToElement(more).EnumerateObject())
        {
            body[member.Name] = member.Value;
        }

        return body;
    }

    internal static Task<HttpResponseMessage> PostAsync(HttpClient client, object body) =>
        client.PostAsJsonAsync(Root, body);

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, int id, object body,
        string? ifMatch = null)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Put, $"{Root}/{id}") { Content = JsonContent.Create(body) };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await client.SendAsync(request);
    }
}

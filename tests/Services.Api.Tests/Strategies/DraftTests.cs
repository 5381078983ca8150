using System.Net;
using System.Net.Http.Json;
using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BtcWatcher.Services.Api.Tests.Strategies;

public sealed class DraftTests(Servers servers)
{
    private const string Root = "/api/v1/strategies/drafts";
    private readonly ApiHost _api = servers.Api;

    [Fact]
    public async Task Draft_SavedAgain_KeepsWhatWasWritten_AndIsOnesOwn()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await CreateAsync(client, new { name = "half", strategy_class = 5, whatever = "x" });

        var saved = await SaveAsync(client, id, 1, new { name = "more" }).ExpectAsync(HttpStatusCode.OK);
        var read = await client.GetAsync($"{Root}/{id}").ExpectAsync(HttpStatusCode.OK);
        var list = await client.GetAsync(Root).ExpectAsync(HttpStatusCode.OK);

        Assert.Equal(2, saved.GetProperty("revision").GetInt32());
        Assert.Equal("""{"name":"more"}""", read.GetProperty("content").GetRawText());
        Assert.Equal((1, "more"), (list.GetProperty("total").GetInt32(), list.GetProperty("items")[0].Text("name")));
        var item = read.GetProperty("draft");
        Assert.Equal(TimeSpan.FromDays(7), item.GetProperty("expires_at").GetDateTimeOffset()
            - item.GetProperty("updated_at").GetDateTimeOffset());
        using var other = await _api.AsAsync(Policies.Operator);
        await other.GetAsync($"{Root}/{id}").ExpectProblemAsync(HttpStatusCode.NotFound, "drafts:not_found");
        await SaveAsync(other, id, 2, new { }).ExpectProblemAsync(HttpStatusCode.NotFound, "drafts:not_found");
        await other.DeleteAsync($"{Root}/{id}").ExpectProblemAsync(HttpStatusCode.NotFound, "drafts:not_found");
        await client.DeleteAsync($"{Root}/{id}").ExpectAsync(HttpStatusCode.NoContent);
        await client.GetAsync($"{Root}/{id}").ExpectProblemAsync(HttpStatusCode.NotFound, "drafts:not_found");
    }

    [Fact]
    public async Task Draft_SavedFromTwoTabs_TellsTheSecond()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var id = await CreateAsync(client, new { name = "two tabs" });

        var answers = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(tab => SaveAsync(client, id, 1, new { name = $"tab {tab}" })));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        foreach (var answer in answers) answer.Dispose();
        var changed = await SaveAsync(client, id, 1, new { })
            .ExpectProblemAsync(HttpStatusCode.Conflict, "drafts:changed");
        Assert.Equal(2, changed.GetProperty("revision").GetInt32());
    }

    [Fact]
    public async Task Draft_Published_IsAStrategyOrItsNextVersion()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var first = await CreateAsync(client, StrategyTests.Body("from-draft"));
        var copy = (await client.PostAsync($"{Root}/{first}/copy", null).ExpectAsync(HttpStatusCode.Created))
            .GetProperty("draft_id").GetGuid();

        var created = await client.PostAsJsonAsync($"{Root}/{first}/publish", new { note = "First." })
            .ExpectAsync(HttpStatusCode.Created);
        var strategy = created.GetProperty("strategy_id").GetInt32();
        await client.GetAsync($"{Root}/{first}").ExpectProblemAsync(HttpStatusCode.NotFound, "drafts:not_found");
        await client.PostAsync($"{Root}/{copy}/publish", null)
            .ExpectProblemAsync(HttpStatusCode.Conflict, "strategies:name_taken");
        await client.GetAsync($"{Root}/{copy}").ExpectAsync(HttpStatusCode.OK);

        var change = await CreateAsync(client, new { timeframe = "15m" }, strategy);
        await client.PutAsJsonAsync($"/api/v1/strategies/{strategy}", new { timeframe = "1h" })
            .ExpectAsync(HttpStatusCode.OK);
        await client.PostAsync($"{Root}/{change}/publish", null)
            .ExpectProblemAsync(HttpStatusCode.PreconditionFailed, "strategies:changed");
        var updated = await client.PostAsJsonAsync($"{Root}/{change}/publish", new { overwrite = true })
            .ExpectAsync(HttpStatusCode.OK);

        Assert.Equal(3, updated.GetProperty("version_number").GetInt32());
        var version = await client.GetAsync($"/api/v1/strategies/{strategy}/versions/1").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal("First.", version.Text("note"));
        var now = await client.GetAsync($"/api/v1/strategies/{strategy}").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal("15m", now.Text("timeframe"));
    }

    [Fact]
    public async Task Draft_ThatIsNotValid_StaysAndNamesTheFields()
    {
        using var client = await _api.AsAsync(Policies.Operator);
        var wrongType = await CreateAsync(client, new { name = 5 });
        var incomplete = await CreateAsync(client, new { name = "incomplete" });

        var one = await client.PostAsync($"{Root}/{wrongType}/publish", null)
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:invalid");
        var two = await client.PostAsync($"{Root}/{incomplete}/publish", null)
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:invalid");

        Assert.True(one.GetProperty("errors").TryGetProperty("name", out _));
        Assert.True(two.GetProperty("errors").TryGetProperty("pair_whitelist", out _));
        await client.GetAsync($"{Root}/{incomplete}").ExpectAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Draft_NotTouchedFor7Days_IsReallyDeleted()
    {
        await using var api = await servers.StartAsync();
        using var client = await api.AsAsync(Policies.Operator);
        await CreateAsync(client, new { name = "old" });
        var database = api.Services.GetRequiredService<NpgsqlDataSource>();

        await SweepAsync(database, TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        Assert.Equal(1L, await CountAsync(database));
        await SweepAsync(database, TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));
        Assert.Equal(0L, await CountAsync(database));
    }

    [Theory]
    [InlineData("{}", "content")]
    [InlineData("""{"content":{},"strategy_id":999999}""", "strategy_id")]
    public async Task Draft_ThatCannotBe_NamesTheField(string body, string field)
    {
        using var client = await _api.AsAsync(Policies.Operator);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var problem = await client.PostAsync(Root, content)
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:invalid");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));

        await client.PostAsJsonAsync(Root, new { contents = new { } })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "http:unknown_field");
        var id = await CreateAsync(client, new { });
        await client.PutAsJsonAsync($"{Root}/{id}", new { content = new { } })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:invalid");
        using var viewer = await _api.AsAsync(Policies.Viewer);
        await viewer.GetAsync(Root).ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
    }

    private static async Task<Guid> CreateAsync(HttpClient client, object content, int? strategyId = null)
    {
        var body = new Dictionary<string, object?> { ["content"] = content, ["strategy_id"] = strategyId };
        var created = await client.PostAsJsonAsync(Root, body).ExpectAsync(HttpStatusCode.Created);
        return created.GetProperty("draft_id").GetGuid();
    }

    private static Task<HttpResponseMessage> SaveAsync(HttpClient client, Guid id, int revision, object content) =>
        client.PutAsJsonAsync($"{Root}/{id}", new { revision, content });

    private static Task SweepAsync(NpgsqlDataSource database, TimeSpan later) =>
        new Housekeeping(database, new MovedClock(later), NullLogger<Housekeeping>.Instance)
            .CleanAsync(TestContext.Current.CancellationToken);

    private static async Task<object?> CountAsync(NpgsqlDataSource database)
    {
        await using var count = database.CreateCommand("select count(*) from strategy_drafts");
        return await count.ExecuteScalarAsync();
    }

    private sealed class MovedClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
